"""Small real PDFs for tests."""

from weasyprint import HTML

_PAGE = """<meta charset="utf-8"><style>body {{ font: 14pt "Liberation Serif" }}</style>
<p>SỞ TÀI CHÍNH</p><p>Số: {symbol}</p><p>Điện Biên Phủ, ngày 20 tháng 11 năm 2026</p>
<p>V/v {subject}</p><p>Kính gửi: Sở Thông tin và Truyền thông.</p><p>{text}</p>
<p>GIÁM ĐỐC</p><p>Lò Văn Pản</p>"""


def make_letter(symbol: str, subject: str, text: str = "Đề nghị quý Sở báo cáo.") -> bytes:
    """A one-page official letter with a text layer."""
    page = _PAGE.format(symbol=symbol, subject=subject, text=text)
    pdf: bytes = HTML(string=page).write_pdf()
    return pdf
