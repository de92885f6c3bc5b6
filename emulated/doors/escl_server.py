"""The page scanner's network side: eSCL (Mopria's name for the protocol of AirScan) over HTTP on the loopback.

Handlers run in threads of their own, since a page is delivered slowly; the scanner's state is asked on the desk's loop.
"""

import io
import itertools
import socket
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from emulated.loop import Loop
from emulated.pace import PACES, Pace
from emulated.page_scanner import GLASS, RESOLUTIONS, SMALLEST, Delivery, Job, PageScanner, Settings, Unready, \
    take_picture

PWG, SCAN = "http://www.pwg.org/schemas/2010/12/sm", "http://schemas.hp.com/imaging/escl/2011/05/03"
LARGEST_REQUEST = 64 * 1024
PIECES = 32
"""A page is sent in this many pieces, so that slowness is spread over it."""

_ROOT = f'xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"'


def capabilities() -> str:
    """The ScannerCapabilities document."""
    steps = "".join(f"<scan:DiscreteResolution><scan:XResolution>{dots}</scan:XResolution>"
                    f"<scan:YResolution>{dots}</scan:YResolution></scan:DiscreteResolution>" for dots in RESOLUTIONS)
    source = f"""<scan:MinWidth>{SMALLEST}</scan:MinWidth><scan:MaxWidth>{GLASS[0]}</scan:MaxWidth>
<scan:MinHeight>{SMALLEST}</scan:MinHeight><scan:MaxHeight>{GLASS[1]}</scan:MaxHeight>
<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>{steps}</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities {_ROOT}><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Desk flatbed</pwg:MakeAndModel>
<pwg:SerialNumber>DESK0001</pwg:SerialNumber>
<scan:Platen><scan:PlatenInputCaps>{source}</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>{source}</scan:AdfSimplexInputCaps>
<scan:AdfDuplexInputCaps>{source}</scan:AdfDuplexInputCaps></scan:Adf>
</scan:ScannerCapabilities>"""


def parse_settings(text: bytes) -> Settings:
    """A ScanSettings document. Raises :class:`Unready` with 400 or 409 for what the scanner cannot do."""
    try:
        root = ElementTree.fromstring(text)
        found = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}
        resolution = int(found.get("XResolution", "300"))
        region = (int(found.get("XOffset", "0")), int(found.get("YOffset", "0")),
                  int(found.get("Width", str(GLASS[0]))), int(found.get("Height", str(GLASS[1]))))
    except (ElementTree.ParseError, ValueError) as error:
        raise Unready(400) from error
    left, top, width, height = region
    fits = left >= 0 and top >= 0 and width >= SMALLEST and height >= SMALLEST and \
        left + width <= GLASS[0] and top + height <= GLASS[1]
    if not fits or resolution not in RESOLUTIONS or found.get("ColorMode", "RGB24") not in ("RGB24", "Grayscale8"):
        raise Unready(409)
    return Settings("Feeder" if found.get("InputSource") == "Feeder" else "Platen", resolution,
                    found.get("ColorMode") == "Grayscale8", region)


class EsclServer(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1. ``serve_forever`` is run in a thread by the desk."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, loop: Loop, scanner: PageScanner, pace: Callable[[], Pace],
                 count: Callable[[str], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.loop, self.scanner, self.pace, self.count = loop, scanner, pace, count

    @property
    def url(self) -> str:
        """The scanner's address, as airscan.conf wants it."""
        return f"http://127.0.0.1:{self.server_address[1]}/eSCL/"

    def verify_request(self, request: object, client_address: object) -> bool:
        """An unplugged scanner resets whoever connects (its port stays ours, so that plugging brings it back)."""
        if self.loop.run_here(self.scanner.reachable):
            return True
        if isinstance(request, socket.socket):
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def shutdown_request(self, request: object) -> None:
        """Close without the polite half-close, which would turn the reset into an end of file."""
        self.close_request(request)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away, or the desk that ends, is nothing to report."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EsclServer
    timeout = 60

    def do_GET(self) -> None:
        place = self.path.removeprefix("/eSCL/")
        parts = place.split("/")
        if place == "ScannerCapabilities":
            self._text(200, capabilities())
        elif place == "ScannerStatus":
            self._text(200, self.server.loop.run_here(self._status))
        elif len(parts) == 3 and parts[0] == "ScanJobs" and parts[1].isdigit() and parts[2] == "NextDocument":
            self._page(int(parts[1]))
        else:
            self._text(404, "")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), 2 * LARGEST_REQUEST)) if length.isdigit() else b""
        if not length.isdigit() or int(length) > LARGEST_REQUEST or self.path != "/eSCL/ScanJobs":
            self.close_connection = True
            self._text(404 if self.path != "/eSCL/ScanJobs" else 413, "")
            return
        try:
            settings = parse_settings(body)
            job = self.server.loop.run_here(lambda: self.server.scanner.begin(settings))
        except Unready as unready:
            self._text(unready.status, "")
            return
        # by the name that it was called by: from inside a virtual machine the loopback is somewhere else
        place = self.server.url if "Host" not in self.headers else f"http://{self.headers['Host']}/eSCL/"
        self._text(201, "", Location=f"{place}ScanJobs/{job.number}")

    def do_DELETE(self) -> None:
        number = self.path.removeprefix("/eSCL/ScanJobs/")
        found = number.isdigit() and self.server.loop.run_here(lambda: self.server.scanner.end(int(number)))
        self._text(200 if found else 404, "")

    def log_message(self, format: str, *arguments: object) -> None:
        """The desk is quiet."""

    def _status(self) -> str:
        scanner = self.server.scanner
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus {_ROOT}><pwg:Version>2.63</pwg:Version><pwg:State>{scanner.scanner_state()}</pwg:State>
<scan:AdfState>{scanner.feeder_state()}</scan:AdfState></scan:ScannerStatus>"""

    def _text(self, status: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, number: int) -> None:
        scanner, loop = self.server.scanner, self.server.loop
        try:
            job, delivery = loop.run_here(lambda: scanner.next_page(number))
        except Unready as unready:
            self._text(unready.status, "")
            return
        whole = False
        try:
            data = self._encode(delivery)
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            whole = self._deliver(job, delivery, data)
        finally:
            loop.run_here(lambda: self._page_done(job, whole))
        if whole:  # the sheet is out by now: who has read this may ask for the next at once
            self.wfile.write(b"0\r\n\r\n")

    def _page_done(self, job: Job, whole: bool) -> None:
        self.server.scanner.page_done(job, whole)
        self.server.count("pages-scanned" if whole else "scans-broken-off")

    @staticmethod
    def _encode(delivery: Delivery) -> bytes:
        file = io.BytesIO()
        take_picture(delivery).save(file, "JPEG", quality=92, dpi=(delivery.settings.resolution,) * 2)
        data = file.getvalue()
        return data[:len(data) // 2] if delivery.broken else data

    def _deliver(self, job: Job, delivery: Delivery, data: bytes) -> bool:
        """Send the page in pieces, but for its end. False where it did not go out whole."""
        settings = delivery.settings
        area = settings.region[2] * settings.region[3] / (GLASS[0] * GLASS[1])
        seconds = self.server.pace().scan if delivery.slower is None else PACES["real"].scan * delivery.slower
        whole = seconds * area * settings.resolution / 300
        for number, piece in self._pieces(data):
            if number == PIECES // 2 and delivery.stalled_until is not None:
                self.wfile.flush()
                delivery.stalled_until.wait()
            if job.ended.wait(whole / PIECES) or not self.server.loop.run_here(self.server.scanner.reachable):
                self.close_connection = True
                return False
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        return True

    @staticmethod
    def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
        size = max(1, -(-len(data) // PIECES))
        yield from zip(itertools.count(), (data[start:start + size] for start in range(0, len(data), size)),
                       strict=False)
