"""What is said on the bus: an *ask* (what a request wants), an *answer* (what a completed reply brings), a *notice*.

Nothing here may name a citizen, with three exceptions, all on sockets that only processes of the running visit share:
`Submit.answers` and `Rate.words` (renderer to sealer) and `SearchItems.words` (renderer to guide). Identity and pages
travel as tokens of the visit's spool. Sizes are bounded by type, and once more, before any object is built, by
`wire.codec`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.technician import (
    AskLock, AskMachine, LockState, Machine, ReadStaffCard, StaffCardRead, TryCard, TryCode, TryDevice, Unlock,
    UnlockByCard,
)
from wire.values import (
    Count, DeviceView, EndReason, Facet, FiledRow, Fraction, HallState, ItemRow, Line, Number, ProgressStep, Record,
    Shape, SlotName, SlotView, Slug, Tagged, Text, Token, VisitView,
)


class Touch(Tagged, frozen=True, kw_only=True, tag="touch"):
    """The citizen touched the screen: a visit begins, or its countdown starts anew. Answer: Done."""


class ChoosePace(Tagged, frozen=True, kw_only=True, tag="choose_pace"):
    """The citizen of this visit wants 关怀版's longer countdown, or no longer wants it. Answer: Done."""

    slow: bool


class EndVisit(Tagged, frozen=True, kw_only=True, tag="end_visit"):
    """The citizen leaves. Answer: Done; every process of the visit is then replaced."""

    reason: EndReason


class ReadCard(Tagged, frozen=True, kw_only=True, tag="read_card"):
    """Wait for a resident card, read it, write it to the spool. Answer: CardRead."""


class AwaitCode(Tagged, frozen=True, kw_only=True, tag="await_code"):
    """Wait for one barcode or QR code. Answer: CodeRead."""


class ScanPage(Tagged, frozen=True, kw_only=True, tag="scan_page"):
    """Scan one sheet and write it to the spool; Progress counts lines. Answer: PageScanned."""

    dpi: Annotated[int, Meta(ge=75, le=600)]
    colour: bool
    quality: Annotated[int, Meta(ge=40, le=95)] = 85
    """Of the JPEG, as libjpeg counts it."""


class TurnPage(Tagged, frozen=True, kw_only=True, tag="turn_page"):
    """A new page turned clockwise by quarter turns. The old token ends. Answer: PageScanned."""

    page: Token
    quarters: Annotated[int, Meta(ge=1, le=3)]


class CropPage(Tagged, frozen=True, kw_only=True, tag="crop_page"):
    """A new page cut to a box in fractions of width and height. The old token ends. Answer: PageScanned."""

    page: Token
    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction


class DropPage(Tagged, frozen=True, kw_only=True, tag="drop_page"):
    """Forget one page. Answer: Done."""

    page: Token


class PrintDocument(Tagged, frozen=True, kw_only=True, tag="print_document"):
    """Print a document that sealer, guide or gateway wrote into the spool. Answer: Printed.

    Of what exists once, as a receipt, the first print alone is unmarked; whether this is the first is known to the
    daemon alone. `copy`: if it is not, print one marked 补打; without, it is then `print.started_before`.
    """

    kind: Slug
    number: Number
    copy: bool = False


class SetLamp(Tagged, frozen=True, kw_only=True, tag="set_lamp"):
    """Daemon to gpio worker. Answer: Done."""

    lamp: Slug
    on: bool


class ReportDevice(Tagged, frozen=True, kw_only=True, tag="report_device"):
    """Worker to daemon: the device as it is now. Answer: Done."""

    view: DeviceView


class PressKey(Tagged, frozen=True, kw_only=True, tag="press_key"):
    """Gpio worker to daemon: the service key was turned. Answer: Done."""

    key: Slug


class ReportHall(Tagged, frozen=True, kw_only=True, tag="report_hall"):
    """Gateway to daemon: whether the hall answers and how many envelopes wait. Answer: Done."""

    state: HallState
    waiting: Count


class ListItems(Tagged, frozen=True, kw_only=True, tag="list_items"):
    """Renderer to guide. Pages count from 0. Answer: ItemPage."""

    audience: Slug
    category: Line | None = None
    department: Line | None = None
    page: Count = 0
    page_size: Annotated[int, Meta(ge=1, le=50)] = 8


class SearchItems(Tagged, frozen=True, kw_only=True, tag="search_items"):
    """Renderer to guide: by text, 全拼 or 首字母. Near matches come with `near` set. Answer: ItemPage."""

    audience: Slug
    words: Annotated[str, Meta(min_length=1, max_length=60)]
    page: Count = 0
    page_size: Annotated[int, Meta(ge=1, le=50)] = 8


class GetItem(Tagged, frozen=True, kw_only=True, tag="get_item"):
    """Renderer to guide. Answer: ItemDetail."""

    item: Slug


class PrepareDocument(Tagged, frozen=True, kw_only=True, tag="prepare_document"):
    """Renderer to guide: write a printable document about an item (材料清单, 办事指南). Answer: DocumentReady."""

    kind: Slug
    item: Slug


class Attachment(Shape, frozen=True, kw_only=True):
    """The pages of one material, in order."""

    material: Slug
    pages: Annotated[tuple[Token, ...], Meta(max_length=40)]


Stroke = Annotated[tuple[Annotated[int, Meta(ge=0, le=4096)], ...], Meta(min_length=2, max_length=800)]
"""x and y of each point after one another, in `rules.signature`'s units."""


class Submit(Tagged, frozen=True, kw_only=True, tag="submit"):
    """Renderer to sealer: seal and keep an application. Identity and pages come from the spool. Answer: Accepted."""

    item: Slug
    office: Slug
    card: Token
    answers: Annotated[dict[Slug, Text], Meta(max_length=80)]
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=40)]
    notify: Slug
    contact: Line = ""
    signature: Annotated[tuple[Stroke, ...], Meta(max_length=60)] = ()
    """手写签名, where the item asks for one."""


class SubmitPrecheck(Tagged, frozen=True, kw_only=True, tag="submit_precheck"):
    """Renderer to sealer: 网上预审, materials without an application; some may be missing. Answer: Accepted."""

    item: Slug
    office: Slug
    card: Token
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=40)]
    notify: Slug
    contact: Line = ""
    credit_code: Annotated[str, Meta(pattern=r"^([0-9A-Z]{18})?$")] = ""
    """Of the enterprise, where the item is one for enterprises."""


class SubmitSupplement(Tagged, frozen=True, kw_only=True, tag="submit_supplement"):
    """Renderer to sealer: 补正, materials that were asked for about a number of the same person. Answer: Accepted."""

    about: Number
    item: Slug
    card: Token
    attachments: Annotated[tuple[Attachment, ...], Meta(min_length=1, max_length=40)]


class Book(Tagged, frozen=True, kw_only=True, tag="book"):
    """Renderer to sealer: a place in a slot; `instead_of` is given up for it, or without `slot` given up altogether.

    Answer: Accepted. Whether there was a place is the number's state, `booked` or `full`.
    """

    item: Slug
    office: Slug
    card: Token
    slot: SlotName | None = None
    instead_of: Number | None = None


class SealQuestion(Tagged, frozen=True, kw_only=True, tag="seal_question"):
    """Renderer to sealer: what has the person of this card filed? Answer: QuestionSealed."""

    card: Token


class Rate(Tagged, frozen=True, kw_only=True, tag="rate"):
    """Renderer to sealer: 好差评 of a number, by nobody in particular. Answer: Accepted."""

    about: Number
    stars: Annotated[int, Meta(ge=1, le=5)]
    words: Annotated[str, Meta(max_length=400)] = ""


class AskAnswer(Tagged, frozen=True, kw_only=True, tag="ask_answer"):
    """Renderer to gateway: the answer to a sealed question. Answer: FiledFound."""

    ticket: Number


class AskSlots(Tagged, frozen=True, kw_only=True, tag="ask_slots"):
    """Renderer to gateway: what can be booked at an office. Answer: SlotsFound."""

    office: Slug


class AskProgress(Tagged, frozen=True, kw_only=True, tag="ask_progress"):
    """Renderer to gateway: what became of a number. Answer: ProgressFound."""

    number: Number


# ---------------------------------------------------------------- answers


class Done(Tagged, frozen=True, kw_only=True, tag="done"):
    """It is done; there is nothing more to say."""


class CardRead(Tagged, frozen=True, kw_only=True, tag="card_read"):
    """The card stands in the spool as `card/TOKEN/`; `kind` is `rules.identity.CardKind`'s value."""

    card: Token
    kind: Slug


class CodeRead(Tagged, frozen=True, kw_only=True, tag="code_read"):
    """What the barcode reader saw."""

    code: Annotated[str, Meta(min_length=1, max_length=1024)]


class PageScanned(Tagged, frozen=True, kw_only=True, tag="page_scanned"):
    """The page stands in the spool as `pages/TOKEN.jpg`, for screens as `pages/TOKEN.preview.jpg`; size in pixels. At
    most one of the doubts is true.
    """

    page: Token
    width: Count
    height: Count
    blank: bool = False
    dark: bool = False
    blurred: bool = False


class Printed(Tagged, frozen=True, kw_only=True, tag="printed"):
    """`confirmed`: the printer answered after the cut. Otherwise it is not known whether paper came out."""

    confirmed: bool


class ItemPage(Tagged, frozen=True, kw_only=True, tag="item_page"):
    """One page of items. `near`: nothing matched, these come close."""

    rows: tuple[ItemRow, ...]
    total: Count
    page: Count
    pages: Count
    categories: tuple[Facet, ...] = ()
    departments: tuple[Facet, ...] = ()
    near: bool = False


class ItemDetail(Tagged, frozen=True, kw_only=True, tag="item_detail"):
    """`record` is a `rules.items.Item`, offices included."""

    record: Record


class DocumentReady(Tagged, frozen=True, kw_only=True, tag="document_ready"):
    """The document stands in the spool and PrintDocument may name it."""

    kind: Slug
    number: Number


class Accepted(Tagged, frozen=True, kw_only=True, tag="accepted"):
    """The envelope is on stable storage; `at` is ISO 8601 with seconds, local time."""

    number: Number
    at: Line
    waiting: bool


class ProgressFound(Tagged, frozen=True, kw_only=True, tag="progress_found"):
    """An application's progress. It names nobody. No steps: the number is not known."""

    number: Number
    item: Line
    office: Line
    steps: Annotated[tuple[ProgressStep, ...], Meta(max_length=60)]
    kind: Slug = "application"
    """`rules.progress.EnvelopeKind`'s value."""
    item_key: Slug | None = None
    slot: SlotName | None = None


class QuestionSealed(Tagged, frozen=True, kw_only=True, tag="question_sealed"):
    """The question is under way; its answer is had by the ticket, which nobody else has."""

    ticket: Number


class FiledFound(Tagged, frozen=True, kw_only=True, tag="filed_found"):
    """What a person has filed, the newest first. It names nobody. Not `ready`: the hall has no such question yet."""

    ready: bool
    filed: Annotated[tuple[FiledRow, ...], Meta(max_length=40)] = ()


class SlotsFound(Tagged, frozen=True, kw_only=True, tag="slots_found"):
    """The slots of an office in order, full ones too."""

    slots: Annotated[tuple[SlotView, ...], Meta(max_length=200)]


# ---------------------------------------------------------------- notices


class VisitChanged(Tagged, frozen=True, kw_only=True, tag="visit_changed"):
    """Sent at every change and once a second, visit or not: it is the daemon's heartbeat too."""

    visit: VisitView


class VisitEnded(Tagged, frozen=True, kw_only=True, tag="visit_ended"):
    """Every process that may hold something of this visit leaves now; it is killed 500 ms later."""

    serial: Count
    reason: EndReason


class DeviceChanged(Tagged, frozen=True, kw_only=True, tag="device_changed"):
    """A device is not what it was."""

    view: DeviceView


class HallChanged(Tagged, frozen=True, kw_only=True, tag="hall_changed"):
    """The hall came or went."""

    state: HallState


class ServiceKey(Tagged, frozen=True, kw_only=True, tag="service_key"):
    """The service key was turned."""

    key: Slug


Ask = (
    Touch | ChoosePace | EndVisit | ReadCard | AwaitCode | ScanPage | TurnPage | CropPage | DropPage
    | PrintDocument | SetLamp | ReportDevice | PressKey | ReportHall | ListItems | SearchItems | GetItem
    | PrepareDocument | Submit
    | AskProgress | SubmitPrecheck | SubmitSupplement | Book | SealQuestion | Rate | AskAnswer | AskSlots
    | AskLock | Unlock | UnlockByCard | ReadStaffCard | AskMachine | TryDevice | TryCard | TryCode
)
Answer = (
    Done | CardRead | CodeRead | PageScanned | Printed
    | ItemPage | ItemDetail | DocumentReady | Accepted | ProgressFound | QuestionSealed | FiledFound
    | SlotsFound | LockState | Machine | StaffCardRead
)
Notice = VisitChanged | VisitEnded | DeviceChanged | HallChanged | ServiceKey
