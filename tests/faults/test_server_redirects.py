"""Redirects: no submit follows one, and neither key nor prompt goes to another host."""

from __future__ import annotations

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, Caller, no_names, paths
from faults.pictures_of_the_mock import IMAGES, Fetches, image
from faults.server_calls import BOTH, fails, posts
from imageclients import errors
from support.mode import Mode

FOLLOWING = pytest.mark.parametrize("follows", [False, True], ids=["own client", "http_client that follows redirects"])


def redirected(
    mode: Mode, mock: Mock, caller: Caller, fault: str, patch: pytest.MonkeyPatch, *, follows: bool = False
) -> str:
    """What the error of a submit says that is redirected; nobody but the provider is asked, and it once."""
    mock.fault(fault, caller.submits, times=None)
    given = {"http_client": mode.http_client(follow_redirects=True, trust_env=False)} if follows else {}
    with no_names(patch) as asked:
        error = fails(mode, caller, caller.client(mode, mock, **given), errors.APIStatusError)
    assert (asked, posts(mock), len(mock.requests)) == ([], 1, 1)
    assert error.status_code in (302, 307)
    return str(error)


ELSEWHERE = "the provider redirects to 'https://elsewhere.example.com/v1', which isn't followed"


@BOTH
@FOLLOWING
def test_V37_submit_isnt_sent_to_another_host(
    mode: Mode, stepped: Mock, caller: Caller, follows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit is answered 307 to another host -> APIStatusError that names the host, which isn't even looked up."""
    text = redirected(mode, stepped, caller, "redirect-elsewhere", monkeypatch, follows=follows)
    assert f"{ELSEWHERE} (status 307" in text


@BOTH
@FOLLOWING
def test_V38_submit_doesnt_become_a_get_elsewhere(
    mode: Mode, stepped: Mock, caller: Caller, follows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit is answered 302 to another host -> APIStatusError that names the host, which isn't even looked up."""
    text = redirected(mode, stepped, caller, "redirect-found", monkeypatch, follows=follows)
    assert f"{ELSEWHERE} (status 302" in text


@BOTH
@FOLLOWING
def test_V39_submit_isnt_sent_round_in_circles(
    mode: Mode, stepped: Mock, caller: Caller, follows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit is redirected to itself, for ever -> APIStatusError after one POST and no hop."""
    text = redirected(mode, stepped, caller, "redirect-loop", monkeypatch, follows=follows)
    assert "the provider redirects to '#again', which isn't followed" in text


def test_V39_poll_isnt_sent_round_in_circles(mode: Mode, stepped: Mock) -> None:
    """A poll is redirected to itself, for ever -> APIStatusError after one poll and no hop, with the task's id."""
    caller = TASKED["ppio"]
    stepped.fault("redirect-loop", caller.polls, times=None)
    error = fails(mode, caller, caller.client(mode, stepped), errors.APIStatusError)
    assert error.task_id == stepped.requests[0].task
    assert paths(stepped) == ["generate_image", caller.poll]


def test_V39_link_that_leads_to_itself_is_left_after_a_few_hops(mode: Mode, stepped: Mock) -> None:
    """The link of an image leads to itself, for ever -> DownloadError after five hops, and no second round."""
    found = image(mode, stepped)
    stepped.fault("redirect-loop", IMAGES, times=None)
    fetches = Fetches(stepped)
    with pytest.raises(errors.DownloadError, match="redirects more than 5 times"):
        mode.go(found.read())
    assert fetches == 6


@BOTH
@FOLLOWING
def test_V40_redirect_to_a_file_is_refused(
    mode: Mode, stepped: Mock, caller: Caller, follows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit is redirected to file:///etc/passwd -> APIStatusError that names it, one POST; no file is opened."""
    text = redirected(mode, stepped, caller, "redirect-to-file", monkeypatch, follows=follows)
    assert "the provider redirects to 'file:///etc/passwd', which isn't followed" in text


def test_V40_link_that_leads_to_a_file_is_refused(mode: Mode, stepped: Mock) -> None:
    """The link of an image leads to file:///etc/passwd -> DownloadError that names it; no file is opened."""
    found = image(mode, stepped)
    stepped.fault("redirect-to-file", IMAGES)
    with pytest.raises(errors.DownloadError, match="'file:///etc/passwd' is no link that is followed: only https is"):
        mode.go(found.read())
