from __future__ import annotations

import datetime as dt

import pytest

from archive.support import FIRST, SECOND, Shelf, reasons

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Công an Hà Mây sơ kết - Báo Hà Mây</title>
<meta property="og:site_name" content="Báo Hà Mây"><meta name="author" content="Lê Minh"></head><body>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/xh">Xã hội</a></li></ul></nav>
<div class="article"><h1>Công an Hà Mây sơ kết sáu tháng đầu năm</h1><div class="date">Thứ hai, 12/6/2017, 10:30 GMT+7</div>
<figure><img src="a.jpg"><figcaption>Quang cảnh hội nghị. Ảnh: Minh Lê</figcaption></figure>
<p class="sapo"><b>{FIRST}</b></p>
<p>Phát biểu tại đây, ông&nbsp;Thử đánh giá cao k&#7871;t quả&shy; mà các đơn vị đã đạt được trong thời gian qua,<br>
và yêu cầu các đơn vị tiếp tục cố gắng hơn nữa trong thời gian tới để giữ vững an ninh trật tự trên toàn tỉnh.</p>
<h2>Kết quả nổi bật</h2>
<table class="picture"><tr><td><img src=b.jpg></td></tr>
<tr><td class="caption">Tang vật vụ án. Ảnh: Minh Lê</td></tr></table>
<ul><li>Bắt giữ 15 đối tượng</li><li>Khởi tố 12 vụ án</li></ul>
<div class="related"><a href="/1">Hà Mây bắt nhóm cướp giật trên phố</a></div>
<script>document.write("<p>quảng cáo</p>")</script>
<p>{SECOND} Trong năm qua, lực lượng công an toàn tỉnh đã hoàn thành tốt các nhiệm vụ được giao, được Bộ tặng bằng khen.</p>
<p style="text-align:right"><b>Lê Minh</b></p></div>
<footer><p>Bản quyền thuộc về Báo. Cấm sao chép dưới mọi hình thức nếu không có sự chấp thuận bằng văn bản.</p></footer>
</body></html>"""


def test_page(shelf: Shelf):
    [article], rejects = shelf.read("a.html", PAGE)
    assert not rejects
    assert article.title == "Công an Hà Mây sơ kết sáu tháng đầu năm"
    assert (article.published, article.author, article.source) == (dt.date(2017, 6, 12), "Lê Minh", "Báo Hà Mây")
    assert article.paragraphs[1] == FIRST
    assert article.paragraphs[0] == "Quang cảnh hội nghị. Ảnh: Minh Lê"
    assert "ông\u00a0Thử đánh giá cao kết quả\u00ad mà" in article.paragraphs[2]
    assert "Tang vật vụ án. Ảnh: Minh Lê" in article.paragraphs
    assert article.paragraphs[-1] == "Lê Minh"
    for wanted in ("Kết quả nổi bật", "Bắt giữ 15 đối tượng", "Khởi tố 12 vụ án"):
        assert wanted in article.paragraphs
    text = "\n".join(article.paragraphs)
    for unwanted in ("Trang chủ", "quảng cáo", "cướp giật", "Bản quyền", "sơ kết sáu tháng đầu năm\n", "GMT"):
        assert unwanted not in text


def test_known_by_content(shelf: Shelf):
    for name in ("a", "a.txt"):
        [article], _ = shelf.read(name, "\n<!-- lưu -->\n" + PAGE)
        assert article.paragraphs[1] == FIRST


def test_small_and_broken_pages(shelf: Shelf):
    [article], _ = shelf.read("a.html", f"<p>{FIRST}<p>{SECOND}")
    assert article.paragraphs == [FIRST, SECOND]
    [article], _ = shelf.read("b.html", f"<html><body><div><div><p>{FIRST}</b></i></table><nav>Mục lục</nav>")
    assert article.paragraphs == [FIRST]


def test_pages_without_text(shelf: Shelf):
    for data in ("<html></html>", "<html><body><script>x</script></body></html>", "<", "\n"):
        assert reasons(shelf.read("a.html", data)[1]) == [("language" if data == "<" else "empty_text", "")], data


def test_deep_page_does_not_fail(shelf: Shelf):
    articles, rejects = shelf.read("a.html", "<div>" * 20_000 + f"<p>{FIRST}</p>")
    assert len(articles) + len(rejects) == 1
    articles, rejects = shelf.read("b.html", "<p>" + "<b>" * 20_000 + FIRST)
    assert len(articles) + len(rejects) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<div>Thứ hai, ngày 12 tháng 6 năm 2017</div>", dt.date(2017, 6, 12)),
        ('<time datetime="2017-06-12T10:30:00+07:00">hôm qua</time>', dt.date(2017, 6, 12)),
        ("<div>10:30 12/6/2017</div>", dt.date(2017, 6, 12)),
        ("", None),
    ],
)
def test_date_is_not_that_of_an_event_in_the_text(shelf: Shelf, line: str, expected: dt.date | None):
    text = f"<p>Từ ngày 15/12/2019 đến 14/6/2020, Công an tỉnh bắt giữ nhiều đối tượng phạm tội.</p><p>{SECOND}</p>" * 3
    [article], _ = shelf.read(
        "a.html", f"<html><body><article><h1>Tin</h1>{line}{text}</article><p>© 2015</p></body></html>"
    )
    assert article.published == expected
