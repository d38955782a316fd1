"""Forms whose fields are not copied: each form still has its own data and errors."""

from django import forms

from webui.shared.fields import with_shared_fields


@with_shared_fields
class _Form(forms.Form):
    number = forms.IntegerField(min_value=1)


def test_the_fields_are_the_same_ones_and_the_rest_is_not() -> None:
    good, bad = _Form({"number": "3"}), _Form({"number": "0"})
    assert good.fields["number"] is bad.fields["number"]
    assert good.is_valid() and not bad.is_valid()
    assert good.cleaned_data == {"number": 3} and list(bad.errors) == ["number"]


def test_a_field_taken_out_of_one_form_stays_in_the_others() -> None:
    one = _Form({})
    del one.fields["number"]
    assert list(_Form({}).fields) == ["number"]
