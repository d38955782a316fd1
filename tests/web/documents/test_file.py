"""Files over HTTP: by the door, never run, never kept."""

from docflow.documents.selectors import list_files
from docflow.models import Arrival
from tests.service.docflow.offices import Office, bring_outgoing_to, make_file, make_incoming


def test_download_and_inline(office: Office, sign_in):
    document = make_incoming(office, files=(make_file(),))
    url = f"/van-ban/tep/{list_files(document)[0].pk}/"
    client = sign_in(office.clerk)
    download = client.get(url)
    assert download.content == b"%PDF-1.4 noi dung"
    assert download["Content-Disposition"].startswith("attachment")
    assert download["Content-Security-Policy"].startswith("sandbox")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Cache-Control"] == "no-store"
    assert client.get(f"{url}1/").status_code == 422  # not really a PDF
    inline = client.get(url, {"xem": "1"})
    assert inline["Content-Disposition"].startswith("inline")
    assert inline["Content-Type"] == "application/pdf"


def test_what_only_claims_to_be_a_pdf_is_a_download(office: Office, sign_in):
    fake = make_file(b"<script>alert(1)</script>", "a.pdf")
    document = make_incoming(office, files=(fake,))
    url = f"/van-ban/tep/{list_files(document)[0].pk}/"
    response = sign_in(office.clerk).get(url, {"xem": "1"})
    assert response["Content-Disposition"].startswith("attachment")


def test_stranger_and_other_agency_find_no_file(office: Office, finance: Office, sign_in):
    document = make_incoming(office, files=(make_file(),))
    url = f"/van-ban/tep/{list_files(document)[0].pk}/"
    for actor in (office.stranger, office.sysadmin, finance.clerk):
        for door in (url, f"{url}1/"):
            assert sign_in(actor).get(door).status_code == 404


def test_arrival_files_are_the_clerks(office: Office, finance: Office, sign_in):
    bring_outgoing_to(office, "issued", finance.agency)
    file = Arrival.objects.get().files.all()[0]
    url = f"/van-ban/cho-tiep-nhan/tep/{file.pk}/"
    assert sign_in(finance.clerk).get(url).status_code == 200
    assert sign_in(finance.clerk).get(f"{url}1/")["Content-Type"] in {"image/png", "image/jpeg"}
    for actor in (finance.leader, office.clerk):
        for door in (url, f"{url}1/"):
            assert sign_in(actor).get(door).status_code == 404
