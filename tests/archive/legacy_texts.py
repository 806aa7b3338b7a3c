"""Sentences in Unicode and as they stand in files of the legacy encodings, written out by hand from the fonts' tables."""

from __future__ import annotations

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
# The motto of the state as every office had it on its letterhead.
MOTTOS = {
    "tcvn3": "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc",
    "vni": "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc",
    "viscii": "Cµng hòa xã hµi chü nghîa Vi®t Nam, Ðµc l§p - Tñ do - HÕnh phúc",
    "viqr": "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam, DDo^.c la^.p - Tu+. do - Ha.nh phu'c",
}
SENTENCES = [
    "Ngày 3/2, Công an huyện Đồng Mây đã khởi tố 12 bị can về tội đánh bạc dưới hình thức ghi số đề.",
    "Thượng tá Lê Thị Ngọc Ánh biểu dương cán bộ, chiến sĩ và quần chúng nhân dân xã Tân Phước.",
    "Tỷ lệ điều tra, khám phá án đạt 87,5%; thu hồi tài sản trị giá hơn 4 tỉ đồng, giảm 6 vụ so với cùng kỳ.",
    "Ý kiến của người dân: “Từ khi có tổ tuần tra, xóm này yên hẳn, ai cũng mừng” - ông Sáu Vững kể.",
    "Được biết, kẻ gian đã cắt khóa cửa, lấy đi chiếc xe máy cũ rồi bỏ chạy về hướng cầu Khe Gỗ.",
]
