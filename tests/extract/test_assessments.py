"""Statements that work went well, told from demands, plans, aims, criticism and praise of private business."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.extract.assessments import Assessments, find
from baochi.extract.assessments.features import NAMES, SIGNS
from baochi.extract.assessments.model import Model, ModelError
from baochi.lexicon import Lexicon
from baochi.model_files import write
from baochi.pipeline import Spotter, Tokeniser
from baochi.records import Mention
from baochi.text.sentences import LONGEST
from measure import calls_of

LEXICON = Lexicon.load()
SETTING = "Công an tỉnh Sông Mẫu tổ chức hội nghị sơ kết công tác 6 tháng đầu năm của lực lượng Công an."


def annotated(*paragraphs: str, kinds: dict[int, str] | None = None) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs)))
    for index, kind in (kinds or {}).items():
        article.paragraphs[index].kind = kind
    for stage in (Tokeniser(), Spotter(LEXICON), Assessments(LEXICON)):
        stage.annotate([article])
    return article


def read(text: str) -> list[tuple[str, str]]:
    """Assessments of a sentence in the setting of a police report."""
    return [(a.aspect, a.evaluation) for a in annotated(SETTING, text).assessments]


def candidates(text: str) -> list[tuple[str, str]]:
    article = annotated(SETTING, text)
    tokens = article.tokens
    spans = [(c.aspect, c.evaluation) for _, c, _ in find(article)]
    return [tuple(article.text[tokens.start[a] : tokens.end[b - 1]] for a, b in pair) for pair in spans]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "aspect", "evaluation"),
    [
        ("Công tác hậu cần đã có nhiều đổi mới.", "Công tác hậu cần", "có nhiều đổi mới"),
        ("Công tác hậu cần cũng có nhiều chuyển biến.", "Công tác hậu cần", "có nhiều chuyển biến"),
        ("Công tác quản lý cư trú được thực hiện tốt.", "Công tác quản lý cư trú", "được thực hiện tốt"),
        (
            "Công tác tuần tra được triển khai đồng bộ, quyết liệt.",
            "Công tác tuần tra",
            "được triển khai đồng bộ, quyết liệt",
        ),
        ("Đơn vị đã hoàn thành xuất sắc nhiệm vụ được giao.", "nhiệm vụ được giao", "hoàn thành xuất sắc"),
        ("Lực lượng chức năng đã phá thành công chuyên án ma tuý M12.", "chuyên án ma tuý M12", "phá thành công"),
        (
            "Thứ trưởng đánh giá cao sự phối hợp của Công an các huyện.",
            "sự phối hợp của Công an các huyện",
            "đánh giá cao",
        ),
        ("Giám đốc biểu dương những cố gắng của cán bộ, chiến sĩ.", "những cố gắng của cán bộ, chiến sĩ", "biểu dương"),
        ("Công an xã đã góp phần giữ vững an ninh trật tự ở cơ sở.", "an ninh trật tự ở cơ sở", "góp phần giữ vững"),
        (
            "Chất lượng công tác điều tra của lực lượng Công an ngày càng được nâng cao.",
            "Chất lượng công tác điều tra của lực lượng Công an",
            "ngày càng được nâng cao",
        ),
    ],
)
def test_constructions(text: str, aspect: str, evaluation: str) -> None:
    assert (aspect, evaluation) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thời gian tới, Công an các huyện cần thực hiện tốt công tác quản lý cư trú.",
        "Công an các xã phải triển khai đồng bộ, quyết liệt các giải pháp.",
        "Thiếu tướng yêu cầu các đơn vị phối hợp chặt chẽ, xử lý nghiêm vi phạm.",
        "Đơn vị tiếp tục phấn đấu hoàn thành xuất sắc nhiệm vụ được giao.",
        "Công an tỉnh sẽ tổ chức thành công hội nghị.",
        "Các lực lượng ra quân để giữ vững an ninh trật tự.",
        "Kế hoạch được lập nhằm nâng cao hiệu quả công tác tuần tra.",
        "Lãnh đạo tỉnh hết sức quan tâm công tác này.",
        "Công tác quản lý còn hạn chế, có mặt yếu kém.",
    ],
)
def test_demands_plans_aims_and_criticism_are_none(text: str) -> None:
    assert read(text) == []


def test_a_demand_reaches_the_sentences_that_go_on_with_it() -> None:
    text = (
        "Giám đốc yêu cầu các đơn vị bám sát cơ sở. Đồng thời, phối hợp chặt chẽ với chính quyền, làm tốt công tác dân vận."
    )
    assert candidates(text) == []


def test_a_demand_reaches_down_a_list() -> None:
    article = annotated(
        "Công an tỉnh yêu cầu Công an các xã:",
        "1. Thực hiện quyết liệt các biện pháp phòng cháy.",
        "2. Phối hợp chặt chẽ với lực lượng dân phòng.",
    )
    assert list(find(article)) == []


def test_a_report_after_a_demand_counts_again() -> None:
    text = "Giám đốc yêu cầu bám sát cơ sở. Trong tháng, Công an tỉnh đã phá thành công chuyên án ma tuý M12."
    assert [e for _, e in read(text)] == ["phá thành công"]


@pytest.mark.parametrize(
    "text",
    [
        "Cầu thủ ghi bàn xuất sắc, đội bóng thi đấu tốt và giành thắng lợi ấn tượng.",
        "Doanh thu của công ty tăng mạnh, sản phẩm được khách hàng đánh giá cao.",
        "Thị trường căn hộ phát triển mạnh mẽ, lợi nhuận của nhà đầu tư được cải thiện.",
    ],
)
def test_business_and_sport_stay_empty(text: str) -> None:
    assert annotated(text).assessments == []


def test_a_name_or_another_sense_is_no_quality() -> None:
    text = "Chi cục An toàn vệ sinh thực phẩm và nhà khoa học của Bộ Khoa học và Công nghệ dẫn đầu đoàn kiểm tra."
    assert candidates(text) == []


def test_short_quotations_and_brackets_do_not_cut_the_subject() -> None:
    text = "Phong trào thi đua “Vì dân” của Công an tỉnh (CAT) đã có nhiều đổi mới."
    assert read(text) == [("Phong trào thi đua “Vì dân” của Công an tỉnh (CAT)", "có nhiều đổi mới")]


def test_captions_headings_and_bylines_are_not_read() -> None:
    text = "Công tác hậu cần của Công an tỉnh đã có nhiều đổi mới."
    for kind in ("caption", "heading", "title", "byline"):
        assert annotated(SETTING, text, kinds={1: kind}).assessments == []
    assert annotated(SETTING, text, kinds={1: "lead"}).assessments


def test_offsets_hold_aspect_and_evaluation() -> None:
    article = annotated(SETTING, "Cũng theo báo cáo, công tác hậu cần đã có nhiều đổi mới so với năm trước.")
    (found,) = article.assessments
    evidence = article.text[found.start : found.end]
    assert found.para == 1
    assert evidence.startswith(found.aspect)
    assert evidence.endswith(found.evaluation)


def test_the_model_must_fit_the_features(tmp_path: Path) -> None:
    files = Model.load().to_files({})
    assert Model.from_files(files) == Model.load()
    at = files.vocabulary["cues"].index("past")
    files.vocabulary["cues"][at] = "future"
    write(tmp_path, files)
    with pytest.raises(ModelError, match="future, past"):
        Model.load(tmp_path)


def test_the_shipped_weights_keep_their_signs() -> None:
    weights = dict(zip(NAMES, Model.load().weights, strict=True))
    for name, (low, high) in SIGNS.items():
        assert low is None or weights[name] >= low
        assert high is None or weights[name] <= high


PIECES = st.sampled_from(
    [
        *("Công tác", "đã", "được", "thực hiện", "tốt", "kịp thời", "và", "góp phần", "để", "cần", "đánh giá cao", "của"),
        *("có nhiều đổi mới", "Công an", "1", "nâng cao", "rất", "Đồng thời", ",", ";", "“", "”", "(", ")", ".", ":", "–"),
    ]
)


@example("Công tác được", "nâng cao")  # a word of the lexicon reaches into the next paragraph
@settings(max_examples=200)
@given(st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=20).map(" ".join))
def test_any_text_is_read_and_strings_are_of_its_paragraph(first: str, second: str) -> None:
    article = annotated(first, second)
    for found in article.assessments:
        paragraph = article.paragraphs[found.para]
        assert paragraph.start <= found.start < found.end <= paragraph.end
        evidence = article.text[found.start : found.end]
        assert found.aspect in evidence
        assert found.evaluation in evidence


@pytest.mark.parametrize(
    ("text", "evaluation"),
    [
        ("Quan hệ hợp tác giữa hai nước đã đạt được nhiều kết quả quan trọng.", "đạt được nhiều kết quả quan trọng"),
        ("Công tác giảm nghèo của tỉnh là một điểm sáng.", "là một điểm sáng"),
        ("Quan hệ hữu nghị giữa hai nước ngày càng mở rộng.", "ngày càng mở rộng"),
        ("Hội nghị của Chính phủ được đánh giá là thành công.", "được đánh giá là thành công"),
        ("Chủ tịch Quốc hội đánh giá cao kết quả mà ngành Tư pháp đã đạt được.", "đánh giá cao"),
        ("Ngành Công an đã chủ động, linh hoạt trong điều hành giao thông.", "chủ động, linh hoạt"),
    ],
)
def test_results_growth_and_judgements(text: str, evaluation: str) -> None:
    assert evaluation in [e for _, e in candidates(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh tiếp tục thực hiện tốt công tác cải cách hành chính.",
        "Để phòng ngừa, ngăn chặn kịp thời tội phạm, Công an tỉnh mở lớp tập huấn.",
        "Công tác tuyên truyền có kết quả.",
    ],
)
def test_plans_and_bare_nouns_are_none(text: str) -> None:
    assert read(text) == []


def test_to_go_on_is_a_report_after_the_past() -> None:
    assert candidates("Lực lượng Công an đã bắt 5 đối tượng và tiếp tục triệt phá thành công đường dây buôn lậu.")


def test_an_object_that_is_a_part_of_a_phrase_is_none() -> None:
    assert not [e for _, e in candidates("Buổi lễ nhắc đến những đóng góp to lớn của lực lượng Công an.") if "đóng góp" in e]


def calls(text: str) -> int:
    article = Article.from_source(SourceArticle([text]))
    for stage in (Tokeniser(), Spotter(LEXICON)):
        stage.annotate([article])
    stage = Assessments(LEXICON)
    return calls_of(lambda: stage.annotate([article]))


@pytest.mark.parametrize(
    "piece", ["được thực hiện tốt ", "có nhiều kết quả ", "đánh giá cao ", "để làm tốt, ", "ngày càng "]
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    small, large = calls(piece * 600), calls(piece * 2400)
    assert large < 5 * small


def test_praise_ends_where_a_demand_begins() -> None:
    found = read("Đồng chí đánh giá cao những nỗ lực của đơn vị và yêu cầu tiếp tục phát huy.")
    assert found == [("những nỗ lực của đơn vị", "đánh giá cao")]


@pytest.mark.parametrize(
    "text",
    [
        "Để công tác chống buôn lậu, gian lận thương mại đạt hiệu quả cao, Cục Hải quan bố trí thêm lực lượng.",
        "Dự lễ có Đoàn đại biểu Tỉnh uỷ Sông Mẫu do đồng chí Lò Thị Vân Khê dẫn đầu.",
        "Thứ hai là thực hiện tốt công tác quản lý cư trú ở cơ sở.",
        "Ba là, triển khai đồng bộ, quyết liệt các giải pháp phòng, chống tội phạm.",
        "Sở trao giải cho Ngân hàng Tiên Phong và Công an tỉnh Sông Mẫu.",
        "Đảng bộ Công an tỉnh có 12 chi bộ trong sạch, vững mạnh.",
    ],
)
def test_aims_tasks_and_names_are_no_judgements(text: str) -> None:
    assert not read(text)


def test_a_judgement_inside_what_is_praised_is_not_a_second_record() -> None:
    found = read("Thứ trưởng đánh giá cao sự chuẩn bị kỹ lưỡng của Công an tỉnh Sông Mẫu.")
    assert [evaluation for _, evaluation in found] == ["đánh giá cao"]


def test_who_reports_is_no_part_of_the_subject() -> None:
    text = "Theo báo cáo của Công an huyện Đá Trắng, công tác quản lý cư trú được thực hiện tốt."
    assert ("công tác quản lý cư trú", "được thực hiện tốt") in read(text)


def test_a_noun_made_of_a_quality_judges_nothing() -> None:
    assert not any(evaluation == "chủ động" for _, evaluation in candidates("Công an xã thể hiện tính chủ động."))


def test_a_share_reaches_into_the_work_that_it_serves() -> None:
    found = candidates("Chiến công này đã góp phần quan trọng vào việc giữ vững an ninh ở xã Đá Trắng.")
    assert [evaluation for _, evaluation in found] == ["góp phần quan trọng vào việc giữ vững"]


def test_where_bodies_were_looked_for_and_none_is_named_less_is_believed() -> None:
    article = annotated(SETTING, "Công tác hậu cần đã có nhiều đổi mới.")
    unknown = [values for _, _, values in find(article)]
    article.mentions.append(Mention(0, 0, 23, "UNIT", first_token=0, last_token=5))
    assert [values[NAMES.index("bodiless")] for _, _, values in find(article)] == [1.0]
    assert [values[NAMES.index("bodiless")] for values in unknown] == [0.0]


@pytest.mark.parametrize("before", range(LONGEST - 5, LONGEST - 2))
def test_words_that_the_cut_of_an_endless_sentence_goes_through_judge_nothing(before: int) -> None:
    assert not annotated("a " * before + "công tác chu đáo và kịp thời").assessments
