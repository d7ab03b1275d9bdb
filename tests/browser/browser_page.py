"""The mock's page in a real browser: it shows what happens, and runs nothing that a request says.

Run by `make browser`, not by `make test`: it needs Chromium. `python tests/browser/browser_page.py FILE` takes the
picture that the README shows.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from clientsmith.mock.pictures.encode import encoded
from clientsmith.mock.server import HOST, Mock
from clientsmith.mock.world import KEPT
from imageclients import apimart, errors, modelverse, ppio
from imageclients.apimart import sizes

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {HOST}",
)
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
HOSTILE = "<img src=x onerror=alert(1)> 雪地里的狐狸 </pre><script>alert(2)</script> \u202eabc\u2028 'quoted' \\"
ODD: tuple[dict[str, Any], ...] = ({"where": 5}, {"times": 0.5}, {"times": 0}, {"skip": True}, {"chance": 2}, {"x": 1})
SUBMIT = "/v3/async/qwen-image-txt2img"


@contextmanager
def launched() -> Generator[Browser]:
    """The Chromium of this machine, without a window, and without a word to anyone."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(f"the browser tests need one of {', '.join(NAMES)} on the PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*QUIET])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page asked for, and what it complained about."""

    asked: list[str] = field(default_factory=list[str])
    complaints: list[str] = field(default_factory=list[str])

    def over(self, context: BrowserContext) -> None:
        """Watch every page of the context."""
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", self._spoken)

    def _spoken(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def server() -> Iterator[Mock]:
    """One mock of all providers, whose time stands still."""
    with Mock(task_seconds=10, stepped=True) as mock:
        yield mock


@pytest.fixture
def mock(server: Mock) -> Mock:
    """The mock, without anything of the tests before."""
    server.reset()
    return server


@pytest.fixture
def watch() -> Watch:
    """What the page of this test does."""
    return Watch()


@pytest.fixture
def page(browser: Browser, mock: Mock, watch: Watch) -> Iterator[Page]:
    """The page of the mock; in the end it has reached nothing but the mock, and has complained about nothing."""
    with opened(browser, mock, watch) as page:
        yield page
    assert watch.complaints == []
    assert {httpx.URL(url).netloc.decode() for url in watch.asked if not url.startswith("data:")} == {
        mock.address.removeprefix("http://")
    }


@contextmanager
def opened(browser: Browser, mock: Mock, watch: Watch, **how: Any) -> Generator[Page]:
    """The mock's page once it is connected."""
    how.setdefault("viewport", WIDE)
    context = browser.new_context(**how)
    watch.over(context)
    page = context.new_page()
    context.set_default_timeout(10_000)
    page.goto(mock.address)
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    yield page
    context.close()


def calls(page: Page) -> Locator:
    """The rows, the newest first."""
    return page.get_by_role("list").filter(has=page.locator(".call")).get_by_role("article")


def pictures(row: Locator) -> Locator:
    """The images of a row."""
    return row.get_by_role("link").get_by_role("img")


def loaded(image: Locator, width: int, height: int) -> None:
    """The image is really there, in so many pixels, and the page says how many."""
    expect(image).to_have_js_property("naturalWidth", width)
    expect(image).to_have_js_property("naturalHeight", height)
    expect(image.locator("xpath=ancestor::figure").get_by_text(f"{width} × {height}")).to_be_visible()


def unfold(page: Page) -> None:
    """Open everything that can be opened."""
    for details in page.locator("details:visible").all():
        if details.get_attribute("open") is None:
            details.locator("> summary").click()


def windmills(mock: Mock, **options: Any) -> modelverse.Client:
    """A client of a provider that answers at once."""
    return modelverse.Client("k", base_url=mock.url("modelverse"), max_retries=0, **options)


def boats(mock: Mock) -> apimart.Client:
    """A client of a provider that makes tasks."""
    return apimart.Client("k", base_url=mock.url("apimart"), max_retries=0)


def asked(mock: Mock, path: str, body: object) -> httpx.Response:
    """Ask as no client of ours would; a text is a body as it stands."""
    headers = {"authorization": "Bearer k", "content-type": "application/json"}
    content = body if isinstance(body, str) else json.dumps(body)
    return httpx.post(mock.url("ppio") + path, content=content, headers=headers, trust_env=False, timeout=60)


# What happens is seen.


def test_calls_come_in_live_with_their_images(page: Page, mock: Mock) -> None:
    page.evaluate("window.sameDocument = true")
    with windmills(mock) as client:
        result = client.generate_image(prompt="A windmill in a field of tulips", aspect_ratio="16:9", n=2)
        made = [Image.open(io.BytesIO(image.read())).size for image in result.images]
    expect(calls(page)).to_have_count(1)
    row = calls(page).first
    expect(row.get_by_role("heading")).to_have_text("modelversegenerate_image")
    for text in ("200 OK", "billed", "POST /modelverse/v1/images/generations", "A windmill in a field of tulips"):
        expect(row).to_contain_text(text)
    expect(pictures(row)).to_have_count(2)
    for at, (width, height) in enumerate(made):
        loaded(pictures(row).nth(at), width, height)
    with boats(mock) as client:
        client.begin_generate_image(model="qwen-image-2.0", prompt="A paper boat")
    expect(calls(page)).to_have_count(2)
    expect(calls(page).first.get_by_role("heading")).to_have_text("apimartgenerate_image")
    expect(page.locator(".counts")).to_have_text(re.compile(r"2\s*requests\s*2\s*billed submits\s*0\s*errors"))
    expect(page.get_by_role("status").filter(has_text="2 requests, 2 billed, 0 errors")).to_be_attached()
    assert page.evaluate("window.sameDocument")


def test_images_that_came_in_base64_are_seen_too(page: Page, mock: Mock) -> None:
    with windmills(mock) as client:
        client.generate_image(prompt="A windmill", aspect_ratio="1:1", response_format="b64_json")
    image = pictures(calls(page).first).first
    loaded(
        image,
        *Image.open(io.BytesIO(httpx.get(mock.address + mock.requests[0].images[0], trust_env=False).content)).size,
    )


def test_polls_are_folded_into_the_story_of_their_task(page: Page, mock: Mock) -> None:
    with boats(mock) as client:
        task = client.begin_generate_image(model="qwen-image-2.0", prompt="A boat", n=2, size="16:9", resolution="2K")
        expect(calls(page)).to_contain_text(f"Task {task.id}")
        expect(calls(page)).to_contain_text("not polled yet")
        task.refresh()
        expect(calls(page)).to_contain_text("polled once: pending")
        task.refresh()
        mock.advance(60)
        task.refresh()
    row = calls(page)
    summary = row.get_by_text("polled 3 times: pending → completed")
    expect(summary).to_be_visible()
    expect(row).to_have_count(1)
    summary.click()
    expect(row.locator(".polls").get_by_role("listitem")).to_have_count(3)
    size = sizes.pixels(ratio="16:9", tier="2K")
    assert size is not None
    for at in range(2):
        loaded(pictures(row).nth(at), size.width, size.height)


def test_a_poll_of_a_task_that_nobody_made_stands_for_itself(page: Page, mock: Mock) -> None:
    with boats(mock) as client:
        for _ in range(2):
            with pytest.raises(errors.NotFoundError):
                client.resume_generate_image("nix").refresh()
        client.begin_generate_image(model="qwen-image-2.0", prompt="A boat")
    expect(calls(page)).to_have_count(2)
    expect(calls(page).nth(1)).to_contain_text("no such task")
    expect(calls(page).nth(1)).to_contain_text("polled twice")


def test_a_submit_that_was_turned_away_has_no_task(page: Page, mock: Mock) -> None:
    mock.fault("status-503", "apimart/*")
    with boats(mock) as client, pytest.raises(errors.ServerError):
        client.begin_generate_image(model="qwen-image-2.0", prompt="A boat")
    expect(calls(page)).to_contain_text("503 Unavailable")
    expect(calls(page)).not_to_contain_text(re.compile("task|billed", re.IGNORECASE))


def test_a_call_is_seen_while_it_is_answered(page: Page, mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = threading.Event()

    def held(body: Any) -> bytes:
        assert drawn.wait(20)
        return encoded(body)

    monkeypatch.setattr("clientsmith.mock.app.encoded", held)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asked, mock, SUBMIT, {"prompt": "x"})
        expect(calls(page)).to_contain_text("answering")
        drawn.set()
        assert answer.result().status_code == 200
    expect(calls(page)).to_contain_text("200 OK")
    expect(calls(page)).to_have_count(1)


def test_a_refused_call_says_why(page: Page, mock: Mock) -> None:
    with windmills(mock, validation="off") as client, pytest.raises(errors.BadRequestError):
        client.generate_image(prompt="A windmill", n=99)
    row = calls(page)
    expect(row).to_contain_text("400 Bad Request")
    expect(row.get_by_role("listitem").filter(has_text=mock.requests[0].problems[0])).to_be_visible()
    expect(row.get_by_text("billed", exact=True)).to_have_count(0)
    expect(page.locator(".counts")).to_contain_text(re.compile(r"0\s*billed submits\s*1\s*errors"))


def test_arguments_open_as_json(page: Page, mock: Mock) -> None:
    with windmills(mock) as client:
        client.generate_image(prompt=HOSTILE, n=1)
    row = calls(page)
    row.locator("summary").filter(has_text="Arguments").press("Enter")
    shown = row.locator("pre")
    expect(shown).to_contain_text("雪地里的狐狸")
    assert json.loads(shown.text_content() or "") == mock.requests[0].arguments
    assert mock.requests[0].arguments["prompt"] == HOSTILE


# Nothing that is asked for does anything.


def test_what_is_hostile_stays_text(page: Page, mock: Mock, watch: Watch) -> None:
    with windmills(mock) as client:
        client.generate_image(prompt=HOSTILE)
    with httpx.Client(trust_env=False, headers={"authorization": "Bearer k"}) as client:
        client.get(mock.url("ppio") + "/v3/async/task-result", params={"task_id": HOSTILE, HOSTILE: "1"})
        client.get(mock.url("ppio") + "/v3/async/task-result", params={"task_id": HOSTILE})
        client.get(mock.url("apimart") + "/v1/tasks/<img src=x onerror=alert(1)>")
    asked(mock, SUBMIT, {"prompt": "x", HOSTILE: {"<b>": HOSTILE}})
    asked(mock, SUBMIT, {"prompt": "half of a surrogate: \ud83d", "size": "512*512"})
    asked(mock, SUBMIT, '{"prompt": "x", "size": 1e999}')
    expect(calls(page)).to_have_count(len(mock.requests))
    unfold(page)
    expect(calls(page).last).to_contain_text(HOSTILE.split(" \u202e", maxsplit=1)[0])
    expect(page.get_by_text("<img src=x")).not_to_have_count(0)
    assert page.locator("[src=x], .call script, [onerror], .call b b").count() == 0
    # Nor could it, if it got in: the page takes no HTML from anywhere.
    for attack in ("document.body.innerHTML = '<b>x</b>'", "trustedTypes.createPolicy('x', {createHTML: one => one})"):
        with pytest.raises(BrowserError, match=r"TrustedHTML|Policy"):
            page.evaluate(attack)
    assert [one for one in watch.complaints if "TrustedHTML" not in one and "Policy" not in one] == []
    watch.complaints.clear()


def test_what_json_has_no_word_for_is_told_all_the_same(mock: Mock) -> None:
    asked(mock, SUBMIT, '{"prompt": "\\ud83d", "size": 1e999}')

    def word(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    answer = httpx.get(mock.address + "/_mock/exchanges", trust_env=False)
    assert json.loads(answer.content, parse_constant=word)["exchanges"][0]["arguments"] == {
        "prompt": "\ud83d",
        "size": "inf",
    }


def test_a_long_argument_is_cut_for_the_page_only(page: Page, mock: Mock) -> None:
    asked(mock, SUBMIT, {"prompt": "x" * 3_000_000})
    calls(page).get_by_text("Arguments").click()
    expect(calls(page).locator("pre")).to_contain_text("… (3,000,000 characters)")
    found = httpx.get(mock.address + "/_mock/exchanges", trust_env=False).json()["exchanges"]
    assert found[0]["arguments"] == {"prompt": "x" * 3_000_000}


# The mock can be told what to do.


def test_a_fault_of_the_form_strikes_the_next_request(page: Page, mock: Mock) -> None:
    page.get_by_label("What goes wrong").select_option("status-500")
    expect(page.get_by_text("500 with the documented error")).to_be_visible()
    page.get_by_label("Where", exact=True).fill("modelverse/*")
    page.get_by_role("button", name="Let it strike").click()
    expect(page.get_by_text("status-500 waits for a request at modelverse/*.")).to_be_visible()
    rule = page.get_by_role("complementary").get_by_role("listitem").filter(has_text="status-500 at modelverse/*")
    expect(rule).to_contain_text("once")
    with windmills(mock) as client:
        with pytest.raises(errors.ServerError):
            client.generate_image(prompt="A windmill")
        expect(calls(page)).to_contain_text("fault: status-500")
        expect(calls(page)).to_contain_text("500 Server Error")
        expect(rule).to_have_count(0)
        client.generate_image(prompt="A windmill")
    expect(calls(page).first).to_contain_text("200 OK")
    page.get_by_label("Which calls").select_option("With an error")
    expect(calls(page)).to_have_count(1)


def test_a_broken_connection_is_told_from_an_answer(page: Page, mock: Mock) -> None:
    mock.fault("reset", "modelverse/*")
    expect(page.get_by_text("reset at modelverse/*")).to_be_visible()
    with windmills(mock) as client, pytest.raises(errors.SubmissionUnknownError):
        client.generate_image(prompt="A windmill")
    expect(calls(page)).to_contain_text("no clean answer")
    expect(calls(page)).to_contain_text("The connection is reset after the request was read.")


def test_faults_of_images_strike_clients_and_not_the_page(page: Page, mock: Mock) -> None:
    page.get_by_label("What goes wrong").select_option("image-empty")
    expect(page.get_by_label("Where", exact=True)).to_have_value("*/image")
    page.get_by_label("How often").fill("")
    page.get_by_role("button", name="Let it strike").click()
    expect(page.get_by_role("listitem").filter(has_text="image-empty at */image")).to_contain_text("always")
    with windmills(mock) as client:
        result = client.generate_image(prompt="A windmill", aspect_ratio="1:1")
        with pytest.raises(errors.DownloadError):
            result.images[0].read()
    loaded(pictures(calls(page)).first, 1024, 1024)
    page.get_by_role("button", name="Clear faults").click()
    expect(page.get_by_role("listitem").filter(has_text="image-empty")).to_have_count(0)
    assert mock.faults.rules == []


def test_a_fault_that_makes_no_sense_is_refused(page: Page, mock: Mock) -> None:
    wrong: list[Any] = [{"name": "nix"}, {"skip": 1}, [], *({"name": "reset", **one} for one in ODD)]
    for body in wrong:
        answer = httpx.post(mock.address + "/_mock/faults", json=body, trust_env=False)
        assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert httpx.post(mock.address + "/_mock/advance", content=b"{", trust_env=False).status_code == 400
    assert mock.faults.rules == []


def test_reset_empties_the_list(page: Page, mock: Mock) -> None:
    mock.fault("reset", "ppio/*")
    with windmills(mock) as client:
        client.generate_image(prompt="A windmill")
    expect(calls(page)).to_have_count(1)
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("heading", name="Nothing was asked yet")).to_be_visible()
    expect(calls(page)).to_have_count(0)
    expect(page.get_by_text("reset at ppio/*")).to_have_count(0)
    assert mock.requests == []
    assert mock.faults.rules == []


def test_as_many_calls_after_a_reset_as_before_are_seen(page: Page, mock: Mock) -> None:
    for prompt in ("A windmill", "A boat"):
        mock.reset()
        asked(mock, SUBMIT, {"prompt": prompt})
        expect(calls(page)).to_have_count(1)
        expect(calls(page)).to_contain_text(prompt)


def test_time_can_pass(page: Page, mock: Mock) -> None:
    with boats(mock) as client:
        task = client.begin_generate_image(model="qwen-image-2.0", prompt="A boat")
        page.get_by_text("Time", exact=True).click()
        page.get_by_label("Let so many seconds pass at once").fill("11")
        page.get_by_role("button", name="Go").click()
        expect(page.get_by_text("11 s passed.")).to_be_visible()
        assert task.refresh().done


def test_a_page_that_is_paused_stands_still(page: Page, mock: Mock) -> None:
    page.get_by_role("button", name="Pause").click()
    asked(mock, SUBMIT, {"prompt": "x"})
    resume = page.get_by_role("button", name="Resume (1 new)")
    expect(resume).to_have_attribute("aria-pressed", "true")
    expect(calls(page)).to_have_count(0)
    resume.click()
    expect(calls(page)).to_have_count(1)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("heading", name="Nothing was asked yet")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "false")


# A newcomer knows what to do.


def test_every_provider_has_its_address_and_an_example_that_works(page: Page, mock: Mock) -> None:
    for provider in mock.providers:
        expect(page.get_by_text(mock.url(provider.name), exact=True)).to_be_visible()
        page.get_by_label("A documented call of").select_option(provider.name)
        shown = page.get_by_label("Example in a shell").text_content() or ""
        program, url, *options = shlex.split(shown.replace("\\\n", ""))
        *headers, body = (value for value in options if value not in ("-H", "-d"))
        told = dict(header.split(": ", maxsplit=1) for header in headers)
        answer = httpx.post(url, content=body, headers=told, trust_env=False)
        assert (program, answer.status_code, mock.submits) == ("curl", 200, 1), mock.requests
        expect(calls(page)).to_contain_text(mock.requests[0].path)
        page.get_by_role("button", name="Reset").click()
        expect(calls(page)).to_have_count(0)


def test_a_browser_that_looks_for_an_icon_is_no_call() -> None:
    with Mock("modelverse") as mock:
        assert httpx.get(mock.address + "/favicon.ico", trust_env=False).status_code == 204
        assert mock.requests == []


# Everybody can use it.


FOCUSED = """() => {
    const one = document.activeElement, words = one.querySelector("h2") || one.labels?.[0]?.firstChild || one;
    const name = one.ariaLabel || words.textContent.trim() || one.querySelector("img")?.alt;
    return [name, getComputedStyle(one).outlineStyle];
}"""


def test_focus_goes_through_the_page_in_reading_order_and_is_seen(page: Page, mock: Mock) -> None:
    with windmills(mock) as client:
        client.generate_image(prompt="A windmill")
    expect(pictures(calls(page))).to_have_count(1)
    names: list[str] = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(FOCUSED)
        assert outline not in ("", "none"), f"nobody sees that the focus is on {name}"
        names.append(re.sub(r"\s+", " ", name))
        if name.startswith("Arguments"):
            break
    addresses = [f"Copy the base_url of {one.name}" for one in mock.providers]
    form = ["Faults", "What goes wrong", "Where", "How often", "Let it strike", "Time"]
    row = ["Search calls", "Which calls", "Image 1 of generate_image"]
    assert names[:-1] == ["Skip to the calls", "Pause", "Reset", "Providers", *addresses, *form, *row]


def test_the_first_link_skips_to_the_calls(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_image_opens_in_full_and_closes_by_keyboard(page: Page, mock: Mock) -> None:
    with windmills(mock) as client:
        client.generate_image(prompt="A windmill", n=2, aspect_ratio="1:1")
    link = calls(page).get_by_role("link").first
    link.press("Enter")
    viewer = page.get_by_role("dialog", name="modelverse/generate_image, image 1 of 2: 1024 × 1024 pixels")
    expect(viewer.get_by_role("img")).to_have_js_property("naturalWidth", 1024)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="image 2 of 2: 1024 × 1024 pixels")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(link).to_be_focused()


CONTRAST = """() => {
    const told = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([red, green, blue]) => [red, green, blue].map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = one => {
        const [red, green, blue, alpha = 1] = told(getComputedStyle(one).backgroundColor);
        return alpha === 1 || !one.parentElement ? [red, green, blue] : behind(one.parentElement);
    };
    const found = [];
    for (const one of document.querySelectorAll("body *")) {
        const words = [...one.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
        if (!words.length && !one.matches("input, select") || one.closest("option, script, .unseen")) continue;
        if (!one.checkVisibility()) continue;
        const both = [light(told(getComputedStyle(one).color)), light(behind(one))].sort((one, other) => other - one);
        found.push([Math.floor((both[0] + 0.05) / (both[1] + 0.05) * 10) / 10, one.className || one.localName]);
    }
    return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(scheme: str, page: Page, mock: Mock) -> None:
    story(mock)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    expect(calls(page)).to_have_count(7)
    unfold(page)
    found: list[tuple[float, str]] = page.evaluate(CONTRAST)
    assert len(found) > 100
    assert [one for one in found if one[0] < 4.5] == []
    paper, ink = page.evaluate("(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))")
    first, second = (int(text.split("(")[1].split(",", maxsplit=1)[0]) for text in (paper, ink))
    assert (first < second) == (scheme == "dark")


def test_a_phone_needs_no_scrolling_sideways(browser: Browser, mock: Mock, watch: Watch) -> None:
    def fits(page: Page) -> None:
        unfold(page)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        ends = page.evaluate("[...document.querySelectorAll('body *')].map(one => one.getBoundingClientRect().right)")
        assert max(ends) <= NARROW["width"]

    with opened(browser, mock, watch, viewport=NARROW, is_mobile=True, has_touch=True) as page:
        expect(page.get_by_role("heading", name="Nothing was asked yet")).to_be_visible()
        fits(page)
        story(mock)
        asked(mock, f"/{'long' * 200}", {})
        asked(mock, SUBMIT, {"prompt": "long" * 200, "long" * 200: 1})
        mock.fault("reset", "long" * 20)
        expect(calls(page)).to_have_count(9)
        fits(page)
    assert watch.complaints == []


# It lasts.


def test_two_thousand_calls_stay_readable(page: Page, mock: Mock) -> None:
    with httpx.Client(base_url=mock.address, headers={"authorization": "Bearer k"}, trust_env=False) as client:
        for number in range(KEPT + 50):
            client.get(f"/ppio/call-{number}")
    expect(page.get_by_text(f"300 of {KEPT:,} shown; the mock remembers the last {KEPT:,} requests")).to_be_visible()
    expect(page.locator("#requests")).to_have_text(f"{KEPT + 50:,}")
    expect(calls(page)).to_have_count(300)
    expect(calls(page).first).to_contain_text(f"call-{KEPT + 49}")
    page.get_by_label("Search calls").fill("call-50")
    expect(calls(page).last).to_contain_text("call-50")
    page.get_by_label("Search calls").fill("no such call")
    expect(page.get_by_text("No call fits the search.")).to_be_visible()


def test_a_mock_that_went_away_is_missed_and_found_again(browser: Browser, watch: Watch) -> None:
    with Mock("ppio") as mock, opened(browser, mock, watch) as page:
        asked(mock, SUBMIT, {"prompt": "before"})
        expect(calls(page)).to_contain_text("before")
        mock.close()
        expect(page.get_by_role("alert")).to_contain_text("The mock doesn't answer.")
        expect(page.get_by_text("not connected")).to_be_visible()
        expect(calls(page)).to_contain_text("before")
        with Mock("ppio", port=int(mock.address.rpartition(":")[2])) as again:
            expect(page.get_by_role("alert")).to_have_count(0, timeout=30_000)
            expect(page.get_by_text("Nothing was asked yet")).to_be_visible()
            asked(again, SUBMIT, {"prompt": "after"})
            expect(calls(page)).to_contain_text("after")


# What the page is told.


def events(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    """Ids and data of events."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("id: "):
            name = line[4:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def test_an_event_has_only_what_is_new(mock: Mock) -> None:
    def numbers(event: Any) -> list[int]:
        return [one["number"] for one in event["exchanges"]]

    asked(mock, SUBMIT, {"prompt": "one"})
    address = mock.address + "/_mock/events"
    with httpx.stream("GET", address, trust_env=False) as answer:
        told = events(answer)
        name, event = next(told)
        assert (event["whole"], event["count"], numbers(event)) == (True, 1, [1])
        asked(mock, SUBMIT, {"prompt": "two"})
        _, event = next(told)
        assert (event["whole"], event["count"], numbers(event)[-1:]) == (False, 2, [2])
        assert 1 not in numbers(event)
    with httpx.stream("GET", address, headers={"last-event-id": name}, trust_env=False) as answer:
        told = events(answer)
        _, event = next(told)
        assert (event["whole"], numbers(event)) == (False, [2])
        mock.reset()
        name, event = next(one for one in told if not one[1]["count"])
        assert (event["whole"], numbers(event)) == (True, [])
    era = name.partition(".")[0]
    for stale in (f"{era}x.1", "x", ".", f"{era}.{'9' * 5_000}", f"{era}.-1"):
        with httpx.stream("GET", address, headers={"last-event-id": stale}, trust_env=False) as answer:
            assert next(events(answer))[1]["whole"]


# The picture of the README.


def story(mock: Mock) -> None:
    """Some of everything: finished and failed tasks, links and base64, faults, and a refusal."""
    mountains = ppio.Client("k", base_url=mock.url("ppio"), max_retries=0)
    with windmills(mock, validation="off") as wind, boats(mock) as sea, mountains:
        wind.generate_image(prompt="A windmill in a field of tulips", aspect_ratio="16:9")
        mock.fault("task-fails", "ppio/*")
        fox = mountains.begin_generate_image(prompt="雪地里的狐狸", size="1024*1024")
        mock.advance(10)
        with suppress(errors.TaskFailedError):
            fox.refresh()
        mock.fault("reset-in-body", "modelverse/*")
        with suppress(errors.SubmissionUnknownError):
            wind.generate_image(prompt="A tram crossing a stone bridge")
        wind.generate_image(
            prompt="Sand dunes under a crescent moon", response_format="b64_json", aspect_ratio="3:2", n=2
        )
        mock.fault("retry-after-seconds", "apimart/*")
        with suppress(errors.RateLimitError):
            sea.begin_generate_image(model="qwen-image-2.0", prompt="A mountain lake at dawn")
        with suppress(errors.BadRequestError):
            wind.generate_image(prompt="A greenhouse full of ferns", n=9)
        lake = sea.begin_generate_image(
            model="qwen-image-2.0", prompt="A mountain lake at dawn", n=3, size="3:2", resolution="2K"
        )
        for _ in range(3):
            lake.refresh()
            mock.advance(4)
        lake.refresh()


def photograph(path: Path) -> None:
    """Take the picture, on the port that `clientsmith mock` has unless told otherwise."""
    how: dict[str, Any] = {"viewport": {"width": 1280, "height": 1104}, "device_scale_factor": 1.5}
    with (
        launched() as browser,
        Mock(port=4010, task_seconds=10, stepped=True) as mock,
        opened(browser, mock, Watch(), color_scheme="light", reduced_motion="reduce", **how) as page,
    ):
        story(mock)
        expect(calls(page)).to_have_count(7)
        expect(calls(page).nth(0).get_by_text("2048 × 1360")).to_have_count(3)
        expect(calls(page).nth(3).get_by_text("1248 × 832")).to_have_count(2)
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        taken = Image.open(io.BytesIO(page.screenshot()))
    # Few colours, and dots between them, are as good to the eye, and need a third less.
    palette = taken.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, kmeans=4)
    taken.convert("RGB").quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


if __name__ == "__main__":
    photograph(Path(sys.argv[1]))
