"""Every page of the demonstration that a link leads to, as people of it see it: none refuses or complains."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Response

from tests.browser.conftest import Visitor
from tests.qiaomost.running import RunningNode, free_port, running_node, wait_until

pytestmark = pytest.mark.browser

OF_A_KIND = 2
"""So many pages of one route are opened, as two records or two cases; of one with parameters, one."""

HEAVIEST = 300_000
LOADING_S = 600.0
HTML = "text/html"
NOT_FOLLOWED = {"django.contrib.admin", "account_logout"}
FAULTS = """async () => {
    const grave = new Set(["serious", "critical"]);
    const found = (await axe.run()).violations.filter(one => grave.has(one.impact));
    const faults = found.map(one => `${one.id}: ${one.nodes[0].html}`);
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    return wide > 1 ? [...faults, `${wide} px wider than the window`] : faults;
}"""
LINKS = "[...document.links].map(link => link.href)"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a node with the demonstration."""
    with running_node(tmp_path_factory.mktemp("demonstration")) as node:
        node.settings["QIAOMOST_DEMONSTRATION"] = "true"
        loading = node.start("demo", "--no-serve")
        loading.communicate(timeout=LOADING_S)
        assert loading.returncode == 0, node.errors()[-3000:]
        yield served(node)


def served(node: RunningNode) -> str:
    address = f"http://127.0.0.1:{(port := free_port())}"
    node.start("serve", "--port", str(port), "--no-worker")
    wait_until(lambda: answers(address))
    return address


def answers(address: str) -> bool:
    try:
        urlopen(address).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("part", "language", "width", "scheme"),
    [
        ("", "en-GB", 390, "dark"),
        ("bai", "zh-CN", 390, "light"),
        ("larionova", "ru-RU", 1440, "dark"),
    ],
)
def test_no_link_leads_to_a_fault(
    part: str, language: str, width: int, scheme: str, demonstration: str, browser: Browser
) -> None:
    window = browser.new_context(
        locale=language,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    reader = Reader(Visitor(window.new_page(), demonstration))
    if part:
        reader.take_part(part)
    reader.read_all("/")
    window.close()
    assert not reader.faults, "\n".join(f"{path}: {fault}" for path, fault in reader.faults)
    assert len(reader.read) > 40


class Reader:
    """Follows links through the site, ``OF_A_KIND`` for each route, and notes what is wrong."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.site = visitor, visitor.page, visitor.site
        self.read: list[str] = []
        self.faults: list[tuple[str, str]] = []

    def take_part(self, part: str) -> None:
        self.visitor.go("/demonstration/")
        with self.page.expect_navigation():
            self.page.locator(f"form[action$='/{part}/'] button").click()

    def read_all(self, start: str) -> None:
        waiting, seen, counted = deque([start]), {start}, Counter[str]()
        while waiting:
            path = waiting.popleft()
            route = route_of(path)
            if not route or counted[route] >= (1 if "?" in path else OF_A_KIND):
                continue
            counted[route] += 1
            for link in self.links_of(path):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def links_of(self, path: str) -> list[str]:
        """Open a page, note its faults, and return the paths of the site that it links to."""
        self.visitor.complaints.clear()
        try:
            answer = self.page.goto(self.site + path)
        except Error as error:
            if "Download is starting" in error.message:
                return []
            raise
        if answer is None or not answer.headers.get("content-type", "").startswith(HTML):
            return []
        self.read.append(path)
        self.faults += [(path, fault) for fault in self.faults_of(answer)]
        links = self.page.evaluate(LINKS)
        return [link.removeprefix(self.site).split("#")[0] for link in links if link.startswith(self.site)]

    def faults_of(self, answer: Response) -> Iterator[str]:
        if not answer.ok:
            yield f"answered {answer.status}"
            return
        if len(answer.body()) > HEAVIEST:
            yield f"weighs {len(answer.body())} bytes"
        self.page.evaluate(AXE_SCRIPT)
        yield from self.page.evaluate(FAULTS)
        yield from self.visitor.complaints


def route_of(path: str) -> str:
    """The name of the route that answers a path; nothing for one that is not followed."""
    try:
        match = resolve(path.split("?", maxsplit=1)[0])
    except Resolver404:
        return ""
    return "" if {*match.app_names, match.view_name} & NOT_FOLLOWED else match.view_name + "?" * ("?" in path)
