"""Prints the files of the pure modules, with commas between: what `make coverage` looks at."""

from __future__ import annotations

from tests.test_house import MODULES, ROOT, is_pure

if __name__ == "__main__":
    print(",".join(str(path.relative_to(ROOT)) for path in MODULES if is_pure(path)))
