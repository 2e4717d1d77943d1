"""The settings and which of their origins wins."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from newsqa.config import Settings, load_settings
from newsqa.errors import NewsQAError, SettingError


@pytest.fixture(autouse=True)
def without_the_tests_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSQA_CACHE")


def test_every_setting_has_a_default_a_help_text_and_bounds_if_it_is_a_number() -> None:
    for field in dataclasses.fields(Settings):
        assert len(field.metadata["help"]) > 10, field.name
        if type(field.default) in (int, float):
            assert field.metadata["least"] <= field.default <= field.metadata["most"], field.name
    assert load_settings() == Settings()


def test_an_argument_wins_over_the_environment_over_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newsqa.toml").write_text('k = 7\nport = 7000\nhost = "127.0.0.2"\n')
    monkeypatch.setenv("NEWSQA_PORT", "8000")
    monkeypatch.setenv("NEWSQA_HOST", "127.0.0.3")
    settings = load_settings(tmp_path, host="127.0.0.4", index=None)
    assert (settings.index, settings.k, settings.port, settings.host) == ("embeddings/", 7, 8000, "127.0.0.4")


def test_the_file_is_looked_for_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newsqa.toml").write_text("k = 9\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings().k == 9


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_every_setting_can_be_given_in_the_environment(
    field: dataclasses.Field[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    value = field.metadata["least"] + 1 if type(field.default) in (int, float) else "elsewhere"
    value = not field.default if type(field.default) is bool else value
    value = field.metadata["choices"][-1] if field.metadata["choices"] else value
    monkeypatch.setenv(f"NEWSQA_{field.name.upper()}", str(value))
    assert load_settings() == dataclasses.replace(Settings(), **{field.name: value})


@pytest.mark.parametrize("field", [f for f in dataclasses.fields(Settings) if type(f.default) is int])
def test_a_number_out_of_its_bounds_is_refused_with_the_bounds(field: dataclasses.Field[int]) -> None:
    least, most = field.metadata["least"], field.metadata["most"]
    for value in (least, most):
        assert getattr(load_settings(**{field.name: value}), field.name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(SettingError, match=f"{field.name} must be from {least} to {most}, not {value}"):
            load_settings(**{field.name: value})


@pytest.mark.parametrize("value", ["float16", "INT8", " "])
def test_a_value_that_is_none_of_the_choices_is_refused_with_the_choices(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = f"precision must be int8 or float32, or left empty, not {value!r}"
    with pytest.raises(SettingError, match=f"^argument: {expected}"):
        load_settings(precision=value)
    (tmp_path / "newsqa.toml").write_text(f'precision = "{value}"\n')
    with pytest.raises(SettingError, match=f"newsqa.toml: {expected}"):
        load_settings(tmp_path)
    monkeypatch.setenv("NEWSQA_PRECISION", value)
    with pytest.raises(SettingError, match=f"^NEWSQA_PRECISION: {expected}"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("true", True), ("YES", True), (" yes ", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_yes_or_no_in_the_environment_is_said_in_any_of_six_words(
    text: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newsqa.toml").write_text(f"allow_changes = {str(not expected).lower()}\n")
    assert load_settings(tmp_path).allow_changes is not expected
    monkeypatch.setenv("NEWSQA_ALLOW_CHANGES", text)
    assert load_settings(tmp_path).allow_changes is expected
    assert load_settings(tmp_path, allow_changes=not expected).allow_changes is not expected


@pytest.mark.parametrize("text", ["", "on", "2", "maybe", "truthy"])
def test_a_yes_or_no_in_the_environment_that_is_neither_is_refused_with_the_words(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSQA_ALLOW_CHANGES", text)
    with pytest.raises(SettingError, match=r"^NEWSQA_ALLOW_CHANGES: must be one of 1, true, yes, 0, false, no, not"):
        load_settings()


@pytest.mark.parametrize("value", [1, 0, "true", "", None, 1.0])
def test_a_yes_or_no_of_another_type_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^argument: allow_changes must be true or false, not"):
        Settings(allow_changes=value)
    (tmp_path / "newsqa.toml").write_text("allow_changes = 1\n")
    with pytest.raises(SettingError, match=r"newsqa\.toml: allow_changes must be true or false, not 1"):
        load_settings(tmp_path)


@pytest.mark.parametrize("value", ["5", 5.0, True, [5]])
def test_a_value_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(SettingError, match="k must be a whole number, not"):
        load_settings(k=value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("k = \n", "cannot be read as settings"),
        ("passages = 5\n", "there is no setting 'passages'; there are articles, index, "),
        ('k = "5"\n', "k must be a whole number, not '5'"),
        ("k = true\n", "k must be a whole number, not True"),
        ("model = 5\n", "model must be a text, not 5"),
        ("port = 70000\n", "port must be from 0 to 65535, not 70000"),
        ("[newsqa]\nk = 5\n", "there is no setting 'newsqa'"),
    ],
)
def test_a_broken_settings_file_is_an_error_that_names_the_file(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "newsqa.toml"
    path.write_text(content)
    with pytest.raises(SettingError) as error:
        load_settings(tmp_path)
    assert str(error.value).startswith(str(path))
    assert complaint in str(error.value)


def test_a_settings_file_that_is_not_utf_8_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "newsqa.toml").write_bytes('model = "Nörrin"'.encode("latin-1"))
    with pytest.raises(SettingError, match=r"newsqa\.toml: cannot be read as settings .*mend it or remove it"):
        load_settings(tmp_path)


@pytest.mark.parametrize("text", ["abc", "", "7860.5", "70000", "-1"])
def test_a_number_in_the_environment_that_is_none_is_an_error_that_names_the_variable(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSQA_PORT", text)
    with pytest.raises(NewsQAError, match=r"^NEWSQA_PORT: "):
        load_settings()


def test_an_argument_that_is_no_setting_is_not_passed_over() -> None:
    with pytest.raises((SettingError, TypeError)):
        load_settings(colour="red")
