"""What a page counts about itself is not read, and what is told is read as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.counters import without_counters
from monitor.story.digest import digest

TITLE = "Harbour bridge repairs will cost $7 million"
TEXT = "Repairs of the harbour bridge will cost $7 million, up from $4 million, officials said."

#: Each with the place of its numbers: as hnrss, forums, blogs, shops and papers write them.
COUNTERS = (
    "Comments: {}", "# Comments: {}", "{} comments", "Comments ({})", "Points: {} | # Comments: {}",
    "{} points by ann_b | {} comments", "{} views", "{}k views", "Viewed {} times", "Shares: {}",
    "{} shares, {} likes", "Votes: {}", "{} upvotes", "{} retweets", "Read all {} comments",
    "{} people have read this story", "{} people are reading this", "{} people like this",
    "{} min read", "Reading time: {} minutes", "Tempo di lettura {} min",
    "updated {} min ago", "Last updated {} minutes ago",
    "Posted {} hours ago", "Rating: 4.5 ({} votes)", "{} reactions", "Replies: {} Views: {}",
    "{} Kommentare", "vor {} Minuten aktualisiert", "{} commentaires", "{} comentarios", "{}条评论",
    "阅读 {}", "浏览：{}", "❤ {}", "👍{} 💬{}", "Share price: $1{}.40", "Stock: $1{}.40 (-1.2%)", "Stock price $1{}.40",
    "Seen by {} readers", "{} signatures so far",
    "Cet article a été lu {} fois", "Dieser Artikel wurde {} Mal gelesen", "Este artículo ha sido leído {} veces",
    "Este artigo foi lido {} vezes", "Bisher haben {} Personen diesen Artikel gelesen",
    "Artikel ini telah dibaca {} kali",
    "Questo articolo è stato letto {} volte", "Voir les {} commentaires", "Ver los {} comentarios", "Прочитали {} раз",
    "Alle {} Kommentare anzeigen", "Partagé {} fois", "Compartilhado {} vezes", "Lesezeit: {} Min.",
    "Temps de lecture : {} min", "Tiempo de lectura: {} min", "Wyświetlenia: {}", "閲覧数 {}", "Besucher: {}",
    "Nombre de visites : {}", "Dernière mise à jour il y a {} minutes", "Última actualización hace {} horas",
    "Update {}", "LIVE, {} watching", "{} people are talking about this", "Updated {} times", "Stand: {} Uhr",
    "NYSE: BRG $1{}.40", "$BRG 1{}.40 (+0.3%)",
)  # fmt: skip
APART = (" – {}", " | {}", " ({})", " [{}]", " · {}", " • {}")

counters = st.builds(
    lambda form, number: form.replace("{}", str(number)),
    st.sampled_from(COUNTERS),
    st.integers(13, 999),
)


@given(counters, st.sampled_from(APART))
def test_a_counter_apart_in_a_headline_is_not_read(counter: str, apart: str) -> None:
    if counter.endswith(")"):
        apart = APART[1]
    title, text = without_counters(TITLE + apart.format(counter), TEXT)
    assert title.rstrip(" |–·•[]()") == TITLE
    assert text == TEXT


@pytest.mark.parametrize("form", ["[{}] ", "({}) ", "#{} ", "★{} ", "▲ {} "])
def test_a_number_before_a_headline_is_not_read(form: str) -> None:
    assert without_counters(form.format(154) + TITLE, TEXT) == (TITLE, TEXT)


@given(
    st.sampled_from("💬❤👍👁⏱"),
    st.integers(1, 9_999),
    st.sampled_from([" {} {}", " {}{}", " {} {}k"]),
)
def test_a_picture_with_a_number_ends_no_headline(picture: str, number: int, form: str) -> None:
    assert without_counters(TITLE + form.format(picture, number), TEXT) == (TITLE, TEXT)


def test_what_stands_between_plus_signs_is_apart() -> None:
    assert without_counters(f"{TITLE} +++ Stand: 14:35 Uhr +++", TEXT)[0].rstrip("+ ") == TITLE


@given(counters, st.sampled_from(["\n", " ", "\n\n"]), st.booleans())
def test_a_counter_in_a_sentence_or_line_of_its_own_is_not_read(
    counter: str, between: str, is_first: bool
) -> None:
    parts = (counter, TEXT) if is_first and between != " " else (TEXT, counter)
    title, text = without_counters(TITLE, between.join(parts))
    assert title == TITLE
    assert " ".join(text.split()) == TEXT


@given(counters, counters)
def test_a_text_reads_the_same_whatever_its_counters_say(one: str, other: str) -> None:
    read = [digest(TITLE, f"{TEXT}\n{each}").sentences for each in (one, other)]
    assert read[0] == read[1] == digest(TITLE, TEXT).sentences


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Bus crash in Peru – 12 dead (2 missing)", "12 people died."),
        ("Senate passes bill (51 votes)", "The bill had 51 votes, one more than it needs."),
        ("Founder sells 21 million shares", "She sold 21 million shares at $12.50 a share."),
        ("Merger: 12 shares for 1", "Holders get 12 shares."),
        ("Reading 3, Watford 2", "Reading won."),
        ("CPI 3.1% | GDP 2.5%", "The economy grew by 2.5 percent."),
        ("Toll rises to 34 - police", "Police said that 34 people died."),
        ("12 comments", ""),
        ("Stand der Dinge: 12 Tote", "Es gab 12 Tote."),
        ("La mise en service coûte 3 millions", "Le pont coûte 3 millions."),
        ("Besucher zahlen 12 Euro", "Es kostet 12 Euro."),
        ("Temperature 🔥 rises to 40", "It is hot."),
        ("Harbour bridge, a report (12)", "It is the last part."),
        ("", "The plan got 12,000 comments from residents, the ministry said."),
        ("Tariff of 25% (from 10%)", "It was raised in 2019."),
    ],
)
def test_what_is_told_stays(title: str, text: str) -> None:
    assert without_counters(title, text) == (title, text)


@given(st.text(alphabet="ab 1,.:|()[]–-\n%$çé评論❤", max_size=60))
def test_any_text_is_read_and_only_grows_shorter(text: str) -> None:
    kept = without_counters(text, text)
    assert all(len(each) <= len(text) for each in kept)
    assert without_counters("", kept[1])[0] == ""
