from __future__ import annotations

import pytest

from app import errors


def test_an_error_says_what_was_kept_and_what_to_do() -> None:
    error = errors.StorageError("The stick {name} is full.", kept="{count} files were kept.", name="USB", count=3)
    assert error.what == "The stick USB is full."
    assert error.what_was_kept == "3 files were kept."
    assert error.what_next == ""
    assert str(error) == "The stick USB is full. 3 files were kept."


def test_a_rule_error_names_file_pointer_and_line() -> None:
    error = errors.RuleError("Twice.", file="a.json", pointer="/criteria/0", line=7)
    assert error.what == "a.json /criteria/0:7: Twice."
    assert "Nothing of this file was loaded" in error.what_next


def test_a_rejected_bundle_names_check_and_entry() -> None:
    error = errors.BundleRejected("Changed after signing.", check="sha256", entry="data/x.json")
    assert error.what == "Changed after signing. (sha256: data/x.json)"
    assert error.what_was_kept


def test_every_kind_has_its_own_exit_code() -> None:
    kinds = [errors.AppError, *errors.AppError.__subclasses__()]
    codes = [kind.exit_code for kind in kinds]
    assert sorted(codes) == list(range(1, 9))


def test_an_input_error_names_its_field() -> None:
    with pytest.raises(errors.AppError) as caught:
        raise errors.InvalidInput("tax_code", "Not a tax code.")
    assert isinstance(caught.value, errors.InvalidInput)
    assert caught.value.field == "tax_code"
