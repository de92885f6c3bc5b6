"""The staff's page in a real browser: `python -m tests.hall.browser [FOLDER]`, headless Chromium through Selenium.

An officer logs in, opens an application, asks for more, and is told when something is missing. Pictures go to FOLDER.
It needs Debian's chromium and chromium-driver, and `pip install selenium==4.51.0`: setup brings neither (400 MB).
"""

from __future__ import annotations

import hashlib
import io
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import (
    frame_to_be_available_and_switch_to_it, text_to_be_present_in_element,
)
from selenium.webdriver.support.wait import WebDriverWait

from hall import pdfa
from hall.envelopes import parse
from hall.server.place import open_database, open_store
from hall.server.staff.accounts import Accounts
from rules.progress import ApplicationState
from rules.settings import Server
from tests.hall.surroundings import NAME, Surroundings, own_port, surroundings

_WAIT_S = 60
_PAGE_SHOWN = 0.1
"""The part of the picture that is light once a page is drawn."""
_PASSWORD = "correct horse 电池"


@contextmanager
def _browser(profile: Path) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--window-size=1280,900", f"--user-data-dir={profile}", "--no-proxy-server"):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    browser = Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))
    try:
        yield browser
    finally:
        browser.quit()


def _serve(hall: Surroundings, port: int) -> str:
    """Start it with one application and one officer; the application's number."""
    hall.start("hall.server")

    def answers() -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", port)) == 0

    hall.until(answers, _WAIT_S)
    database = open_database(hall.settings)
    Accounts(database).put("li.na", _PASSWORD)
    database.close()
    page = io.BytesIO()
    ImageOps.invert(Image.linear_gradient("L")).resize((600, 840)).save(page, "JPEG", dpi=(72, 72))
    number, data = hall.envelope(file=pdfa.file_of((page.getvalue(),)))
    store = open_store(hall.settings)
    store.keep(parse(data), hashlib.blake2b(data, digest_size=32).digest(), b"p" * 32, datetime(2026, 11, 23, 9, 30))
    store.close()
    return number


def _light(png: bytes) -> float:
    with Image.open(io.BytesIO(png)) as picture:
        levels = picture.convert("L").histogram()
    return sum(levels[200:]) / sum(levels)


def _work(browser: Chrome, address: str, number: str, folder: Path) -> None:
    wait = WebDriverWait(browser, _WAIT_S)

    def press(words: str) -> None:
        browser.find_element(By.XPATH, f"//*[self::a or self::button][contains(normalize-space(.), '{words}')]").click()

    def shows(words: str) -> None:
        wait.until(text_to_be_present_in_element((By.TAG_NAME, "body"), words))

    def picture(name: str) -> None:
        browser.save_screenshot(str(folder / f"{name}.png"))

    def log_in(password: str) -> None:
        browser.find_element(By.ID, "name").send_keys("li.na")
        browser.find_element(By.ID, "password").send_keys(password)
        press("登录")

    browser.get(f"{address}/staff")
    shows("工作人员登录")
    log_in("wrong password")
    shows("用户名或密码不对")
    picture("login")
    log_in(_PASSWORD)
    shows(number)
    picture("list")
    press(number)
    shows("内容已加密保存")
    press("打开")
    wait.until(frame_to_be_available_and_switch_to_it((By.TAG_NAME, "iframe")))
    shows(NAME)
    shown = browser.find_element(By.TAG_NAME, "embed")
    browser.execute_script("arguments[0].scrollIntoView()", shown)
    # the browser's own PDF viewer draws the page, which is white at its top, on a dark ground
    wait.until(lambda _: _light(shown.screenshot_as_png) > _PAGE_SHOWN)
    browser.switch_to.default_content()
    picture("pages")
    picture("opened")
    press("要求补正")
    shows("要写明理由或缺什么")
    browser.find_element(By.ID, "note").send_keys("请补交户口簿首页")
    press("要求补正")
    shows("待补正")
    shows("请补交户口簿首页")
    picture("moved")
    press("终端")
    shows("还没有终端")
    press("退出登录")
    shows("工作人员登录")
    browser.get(f"{address}/staff/applications/{number}")
    shows("工作人员登录")


def main(given: list[str]) -> int:
    """0 when all went as it must."""
    with own_port() as port, tempfile.TemporaryDirectory() as name, \
            surroundings(server=Server(listen=f"127.0.0.1:{port}")) as hall:
        folder = Path(given[0] if given else name)
        folder.mkdir(parents=True, exist_ok=True)
        number = _serve(hall, port)
        with _browser(Path(name) / "profile") as browser:
            _work(browser, f"http://127.0.0.1:{port}", number, folder)
        store = open_store(hall.settings)
        record, opened = store.record(number), store.openings(number)
        store.close()
        assert record is not None and record.steps[-1].state is ApplicationState.SUPPLEMENT
        assert {name for _, _, name in opened} == {"li.na"}
    print("the staff's page works in Chromium")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
