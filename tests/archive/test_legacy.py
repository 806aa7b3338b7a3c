"""The encodings from before Unicode: round trips over the alphabet, sentences, mixtures, and what must be left alone."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.legacy_texts import MOTTO, MOTTOS, SENTENCES
from archive.support import TEXT, Shelf, jsonl, legacy_bytes, row, viqr
from baochi.archive import NOTES
from baochi.archive.legacy import CODES, best_reading, is_legacy, is_syllable, reading_of, restore, western
from baochi.article import Article

BYTES = ("tcvn3", "vni", "viscii")
ALPHABET = [
    unicodedata.normalize("NFC", case(base + tone))
    for base in "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    for tone in (("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323") if base in "aăâeêioôơuưy" else ("",))
    for case in (str.lower, str.upper)
]


def written(text: str, encoding: str) -> str:
    """Return what a reader sees of a text in that encoding before anything is mended."""
    return viqr(text) if encoding == "viqr" else western(legacy_bytes(text, encoding))


@pytest.mark.parametrize("encoding", [*BYTES, "viqr"])
def test_round_trip_over_the_alphabet(encoding: str):
    assert len(ALPHABET) == 178
    for letter in ALPHABET:
        back = reading_of(encoding)(written(f"{letter} -", encoding)).removesuffix(" -")
        if encoding == "tcvn3" and letter.upper() == letter and not any(r["letter"] == letter and r["tcvn3"] for r in CODES):
            letter = letter if letter.isascii() else letter.lower()  # ABC has a font of capitals instead of codes
        assert back == letter
    whole = " ".join(f"{a}-{b}" for a, b in pairwise(ALPHABET)) + " -"
    if encoding != "tcvn3":
        assert reading_of(encoding)(written(whole, encoding)) == whole


@pytest.mark.parametrize("encoding", MOTTOS)
def test_the_motto_of_the_state(encoding: str):
    assert best_reading(MOTTOS[encoding]) == (encoding, True)
    assert restore([MOTTOS[encoding]]) == ([MOTTO], {encoding})


@pytest.mark.parametrize("encoding", [*BYTES, "viqr"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences(encoding: str, sentence: str):
    plain = sentence.replace("“", '"').replace("”", '"') if encoding == "viscii" else sentence
    [back], notes = restore([written(sentence, encoding)])
    assert notes == {encoding}
    if encoding == "tcvn3":  # a capital with tone that begins a word is a small letter in ABC
        plain = plain.replace("Ánh", "ánh").replace("Ý kiến", "ý kiến")
    assert back == plain


@pytest.mark.parametrize(("encoding", "iconv"), [("tcvn3", "TCVN5712-1"), ("viscii", "VISCII")])
def test_tables_agree_with_those_of_the_system(encoding: str, iconv: str):
    if shutil.which("iconv") is None:
        pytest.skip("no iconv")
    for entry in CODES:
        if entry[encoding]:
            done = subprocess.run(
                ["iconv", "-f", iconv, "-t", "UTF-8"], input=bytes.fromhex(entry[encoding]), capture_output=True
            )
            assert done.stdout.decode() == entry["letter"]


@pytest.mark.parametrize("encoding", BYTES)
def test_files_in_bytes(shelf: Shelf, encoding: str):
    for name, text in {
        "a.txt": TEXT,
        "a.jsonl": jsonl(row(1)).decode(),
        "a.csv": f'id,text\n1,"{TEXT}"\n',
        "a.html": "<html><meta charset=iso-8859-1><body>"
        + "".join(f"<p>{p}</p>" for p in TEXT.splitlines())
        + "</body></html>",
        "a": TEXT,
    }.items():
        [article], rejects = shelf.read(name, legacy_bytes(text, encoding))
        assert not rejects
        assert (article.paragraphs, article.notes) == (TEXT.splitlines(), [encoding]), name


def test_one_legacy_line_in_a_file_of_utf8(shelf: Shelf):
    good = jsonl(row(1))
    articles, rejects = shelf.read("a.jsonl", good * 2 + legacy_bytes(good.decode(), "tcvn3") + good)
    assert not rejects
    assert [a.notes for a in articles] == [[], [], ["tcvn3"], []]
    assert len({tuple(a.paragraphs) for a in articles}) == 1


def test_saved_as_utf8_by_mistake(shelf: Shelf):
    for encoding in BYTES:
        [article], _ = shelf.read("a.txt", western(legacy_bytes(TEXT, encoding)))
        assert (article.paragraphs, article.notes) == (TEXT.splitlines(), [encoding])


def test_decomposed_and_mixed(shelf: Shelf):
    """Composed, decomposed, and with only the tone apart, in one paragraph; legacy encodings in others."""
    forms = [unicodedata.normalize("NFD", SENTENCES[0]), SENTENCES[1], SENTENCES[2].replace("ệ", "ê\u0323")]
    mixed = [" ".join(forms), written(SENTENCES[3], "vni"), written(SENTENCES[4], "tcvn3")]
    [article], _ = shelf.read("a.txt", "\n".join(mixed))
    assert article.notes == ["tcvn3", "vni"]
    assert Article.from_source(article).text == "\n\n".join([" ".join(SENTENCES[:3]), *SENTENCES[3:]])


def test_a_short_paragraph_goes_with_its_article():
    [title, _], notes = restore([written("Vụ án", "tcvn3"), written(SENTENCES[0], "tcvn3")])
    assert (title, notes) == ("Vụ án", {"tcvn3"})


@pytest.mark.parametrize(
    "text",
    [
        "Vô ý",  # nothing to mend
        written("Vụ án", "tcvn3"),  # too short to be sure
        SENTENCES[0] + " " + written(SENTENCES[1], "tcvn3"),  # two encodings in one paragraph
    ],
)
def test_unclear_text_is_left_and_flagged(text: str):
    assert restore([text]) == ([text], {"unclear_encoding"} if text != "Vô ý" else set())


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        MOTTO.upper(),
        "Bà Sofía Muñoz và ông Jürgen Weiß đến Côte d'Ivoire; giá 5 £, 30 °C, ½ cốc, § 4, «thử» © 2017 ®.",
        "Le procès a été reporté à l'été, après que l'avocat s'était plaint d'une procédure irrégulière.",
        "Der Präsident fährt über die Brücke nach Österreich, wo er größere Flüsse führt.",
        "He's gone? No. We do. Is it so? Go to a cafe. Why? Me. So be it.",
        "def f(a): return a(b)^2 + u+v ~ x' and o^2",
        "—",
        "",
    ],
)
def test_left_alone(text: str):
    assert restore([text]) == ([text], set())


def test_double_utf8_is_mended(shelf: Shelf):
    for encoding in ("latin-1", "sloppy-windows-1252"):
        twice = TEXT.encode().decode(encoding)
        [article], _ = shelf.read("a.txt", twice)
        assert (article.paragraphs, article.notes) == (TEXT.splitlines(), ["double_utf8"])


def test_text_without_tone_marks_is_flagged_not_guessed_at():
    bare = "Cong an tinh da bat giu hai doi tuong trong nam nay, thu giu nhieu tang vat."
    assert restore([SENTENCES[0], bare]) == ([SENTENCES[0], bare], {"no_tone_marks"})
    assert restore(["The police have arrested two men this year and seized a lot of evidence."])[1] == set()


def test_full_stops_after_vowels_of_viqr():
    assert reading_of("viqr")("Ho. dda~ tho^i ho.c o+? dda^u?") == "Họ đã thôi học ở đâu?"
    assert reading_of("viqr")(r"La.. DDi\. A`\? " + "\\\\") == "Lạ. Đi. À? \\"


def test_capitals_of_abc():
    assert reading_of("tcvn3")("C¤NG AN TØNH Vµ HUYÖN. Bµ Hµ ë tØnh.") == "CÔNG AN TỈNH VÀ HUYỆN. Bà Hà ở tỉnh."


def test_syllables():
    assert all(map(is_syllable, ["ủy", "Uỷ", "QUYỀN", "khuỷu", "nghiêng", "giữa", "Gì", "quốc", "ươm", "ý", "Ở"]))
    assert not any(map(is_syllable, ["vÒ", "mảt", "ngừa1", "strỡ", "ăă", "", "ấ̀"]))


LEGACY = st.sampled_from([*MOTTOS.values(), *(written(s, e) for s in SENTENCES for e in (*BYTES, "viqr"))])


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(st.text(), LEGACY, st.text("aăâ®µ¸¶·¹ø û^+.'`?(dÃ¡º»áƒ \n"), st.tuples(LEGACY, st.text()).map("".join))
    )
)
def test_any_text(paragraphs: list[str]):
    found, notes = restore(paragraphs)
    assert len(found) == len(paragraphs)
    assert notes <= set(NOTES)
    assert restore(paragraphs) == (found, notes)
    if not notes:
        assert found == paragraphs


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes):
    assert len(western(data)) == len(data)
    assert is_legacy(data) in (True, False)
