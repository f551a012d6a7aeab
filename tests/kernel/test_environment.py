"""What an operator says through the environment, and what cannot be meant."""

import ipaddress

import pytest

from amends.kernel.environment import (
    SettingInvalid,
    installation_keys,
    language,
    listed,
    log_level,
    mail_settings,
    public_address,
    require_usable,
    trusted_proxies,
    whole_number,
)


def test_the_public_address_loses_its_last_slash_and_knows_whether_it_is_secure() -> None:
    address = public_address({"AMENDS_PUBLIC_URL": "https://amends.example.com/"})

    assert (address.url, address.host, address.secure) == (
        "https://amends.example.com",
        "amends.example.com",
        True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "amends.example.com",
        "ftp://amends.example.com",
        "https://",
        "https://a.example/?b",
        "http://[::1",
        "http://a:99999",
    ],
)
def test_an_address_that_no_browser_opens_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid) as refusal:
        public_address({"AMENDS_PUBLIC_URL": text})

    assert refusal.value.field == "AMENDS_PUBLIC_URL"


def test_lists_are_split_at_commas_and_empty_entries_dropped() -> None:
    assert listed({"NAMES": " a, ,b,"}, "NAMES") == ["a", "b"]
    assert listed({}, "NAMES") == []


def test_proxies_are_networks_or_single_addresses() -> None:
    networks = trusted_proxies({"AMENDS_TRUSTED_PROXIES": "10.0.0.0/8, ::1"})

    assert networks == [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")]


def test_a_proxy_by_name_is_refused() -> None:
    with pytest.raises(SettingInvalid, match=r"AMENDS_TRUSTED_PROXIES cannot be used: proxy\.example"):
        trusted_proxies({"AMENDS_TRUSTED_PROXIES": "proxy.example"})


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example?tls=starttls", 587, False, True),
        ("smtps://mail.example", 465, True, False),
        ("smtps://mail.example:4650", 4650, True, False),
    ],
)
def test_a_mail_server_is_spoken_to_as_its_address_says(url: str, port: int, ssl: bool, tls: bool) -> None:
    settings = mail_settings({"AMENDS_SMTP_URL": url})

    assert settings["EMAIL_HOST"] == "mail.example"
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (port, ssl, tls)


def test_name_and_password_of_the_mail_server_may_hold_any_character() -> None:
    settings = mail_settings({"AMENDS_SMTP_URL": "smtp://ada%40example.com:p%3A%2Fss@mail.example"})

    assert settings["EMAIL_HOST_USER"] == "ada@example.com"
    assert settings["EMAIL_HOST_PASSWORD"] == "p:/ss"


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://h?tls=maybe", "smtp://h:x"]
)
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(SettingInvalid) as refusal:
        mail_settings({"AMENDS_SMTP_URL": url})

    assert refusal.value.field == "AMENDS_SMTP_URL"


@pytest.mark.parametrize(
    "url", ["http://ada:secret@mail.example", "smtp://ada:secret@[::1", "ada:secret@mail.example"]
)
def test_a_refused_address_does_not_repeat_the_password(url: str) -> None:
    with pytest.raises(SettingInvalid) as refusal:
        mail_settings({"AMENDS_SMTP_URL": url})

    assert "secret" not in str(refusal.value)


def test_a_provider_takes_the_place_of_a_mail_server() -> None:
    settings = mail_settings(
        {"AMENDS_MAIL_PROVIDER": "postmark", "AMENDS_ANYMAIL_POSTMARK_SERVER_TOKEN": "t"}
    )

    assert settings == {
        "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
        "ANYMAIL": {"POSTMARK_SERVER_TOKEN": "t"},
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMENDS_API_REQUESTS_PER_MINUTE", "many"),
        ("AMENDS_API_REQUESTS_PER_MINUTE", "0"),
        ("AMENDS_EVENT_DAYS", "-1"),
        ("AMENDS_EVENT_DAYS", "1e3"),
        ("AMENDS_DATABASE_POOL", "\u00b2"),
        ("AMENDS_LOG_LEVEL", "loud"),
        ("AMENDS_MAIL_PROVIDER", "../x"),
        ("AMENDS_SMTP_URL", "smtp://[::1"),
        ("AMENDS_KEYS", "one"),
        ("AMENDS_KEYS", "one:zz"),
        ("AMENDS_KEYS", "one:00ff"),
        ("AMENDS_SECRET_KEY", "short"),
        ("AMENDS_SECRET_KEY", ""),
        ("AMENDS_KEYS", " "),
    ],
)
def test_before_anything_starts_a_variable_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    keys = {"AMENDS_KEYS": "one:" + "0f" * 32, "AMENDS_SECRET_KEY": "x" * 32}
    require_usable(keys)

    with pytest.raises(SettingInvalid) as refusal:
        require_usable({**keys, name: value})

    assert refusal.value.field == name
    assert "0f0f" not in str(refusal.value)


def test_what_is_not_said_is_as_usual() -> None:
    assert whole_number({"DAYS": " "}, "DAYS", 90, least=1) == 90
    assert log_level({"AMENDS_LOG_LEVEL": "info"}) == "INFO"
    assert language({}, {"en": 1}) == "en"
    assert installation_keys({"AMENDS_KEYS": "one:" + "0f" * 32}) is None


def test_a_language_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingInvalid, match="AMENDS_LANGUAGE cannot be used: xx-none"):
        language({"AMENDS_LANGUAGE": "xx-none"}, {"en": 1})
