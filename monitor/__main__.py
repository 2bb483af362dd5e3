"""`python -m monitor`: the command `news-monitor`. I/O."""

from monitor.cli import main

if __name__ == "__main__":
    main()
