"""What is known and typed in this visit. It lives in the renderer's memory only and goes with its process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from rules.identity import Identity
from rules.items import Audience, Item, Material, Office
from wire.messages import Accepted, Attachment, PageScanned


class Task(StrEnum):
    """What the citizen came for; the value is a key of the strings' table of crumbs, but for `APPLY`."""

    APPLY = "apply"
    PRECHECK = "precheck"
    SUPPLEMENT = "supplement"
    BOOKING = "booking"


@dataclass(repr=False)
class Answers:
    """One visit. No repr shows contents: a repr ends in logs and tracebacks."""

    task: Task = Task.APPLY
    audience: Audience = Audience.PERSON
    credit_code: str = ""
    """统一社会信用代码 of the enterprise, in 企业办事."""
    card: str = ""
    """Token of the card in the spool; empty before one is read."""
    identity: Identity | None = None
    category: str = ""
    """The category whose items are listed; empty: all of them."""
    department: str = ""
    """The department whose items are listed; empty: all of them."""
    list_page: int = 0
    """The page of the list that was looked at last."""
    words: str = ""
    """What is searched for."""
    item_key: str = ""
    item: Item | None = None
    notice_read: bool = False
    office: Office | None = None
    form: dict[str, str] = field(default_factory=dict)
    form_page: int = 0
    """The page of the form that was looked at last."""
    form_complained: bool = False
    """下一步 was touched while something was wrong: what still is wrong is marked."""
    notify: str = "sms"
    contact: str = ""
    strokes: list[tuple[int, ...]] = field(default_factory=list)
    """手写签名, as `rules.signature` has it."""
    brought: set[str] = field(default_factory=set)
    """Keys of materials that the citizen ticked."""
    pages: dict[str, list[PageScanned]] = field(default_factory=dict)
    """Scanned pages by material key, in order."""
    material: str = ""
    """Key of the material that is being scanned."""
    page: PageScanned | None = None
    """The page just scanned, not yet kept."""
    gap: tuple[str, int] | None = None
    """A material and the place among its pages, from 0, where the next page goes; after the others where it is none."""
    handing_in: bool = False
    """It was handed in and the answer has not come. Whoever left the screen meanwhile hands the same in again when they
    come back: the sealer says the number that it has."""
    accepted: Accepted | None = None
    print_asked: bool = False
    """The receipt was sent to the printer: from now on only a finger prints it."""
    printed: bool = False
    """The printer said that the receipt is out."""
    rated: str = ""
    """The number that a mark was given for: each gets one."""
    code: str = ""
    """The number whose state is looked at: scanned, typed, or chosen from what the card's owner has filed."""
    number: str = ""
    """A number as it was typed."""
    slot: str = ""
    """The day and hours that were chosen for a booking, as `rules.booking` writes them."""
    about: str = ""
    """The number that a supplement belongs to, or the booking that is given up for another or altogether."""
    asked_for: str = ""
    """What the office wrote about the materials that it asks for."""
    editing: str = ""
    """Which text the input method writes: `words`, `contact`, `credit_code`, `number` or `form.KEY`."""

    def __repr__(self) -> str:
        return "<Answers>"

    @property
    def something_to_lose(self) -> bool:
        """Whether leaving would lose work: something typed, ticked or scanned that has not been submitted."""
        return self.accepted is None and bool(
            self.form or self.pages or self.brought or self.contact or self.strokes)

    @property
    def lead(self) -> str:
        """The first crumb of the way: 个人办事 or 企业办事, or the service that was come for."""
        return self.audience.value if self.task is Task.APPLY else self.task.value

    def begin(self, task: Task, about: str = "", asked_for: str = "") -> None:
        """Come for something else: what was chosen, filled in and scanned for the errand before does not go over."""
        self.task, self.about, self.asked_for = task, about, asked_for
        self.choose_item("")

    def card_is_good(self, today: str) -> bool:
        """Whether a card was read that is valid on a day, given as ISO 8601."""
        return self.identity is not None and self.identity.valid_from <= today <= (self.identity.valid_to or today)

    def choose_audience(self, audience: Audience) -> None:
        """For a person or an enterprise: the list of items begins anew."""
        self.audience = audience
        self.category, self.department, self.list_page = "", "", 0

    def choose_item(self, key: str) -> None:
        """Another item: what was filled in, ticked and scanned for the one before does not go over to it."""
        self.item_key, self.item, self.office = key, None, None
        self.notice_read = self.handing_in = False
        self.slot = ""
        self.form.clear()
        self.form_page, self.form_complained = 0, False
        self.strokes.clear()
        self.brought.clear()
        self.pages.clear()
        self.material, self.page, self.gap = "", None, None
        self.accepted, self.print_asked, self.printed = None, False, False

    @property
    def scanned_material(self) -> Material | None:
        """The material that is being scanned, where the item has it."""
        materials = self.item.materials if self.item is not None else ()
        return next((material for material in materials if material.key == self.material), None)

    def wanted(self) -> Material | None:
        """The next required material that has no tick yet. In 网上预审 and 补正 none is required, but one there must be:
        the first, while nothing is ticked.
        """
        return self._next_without(self.brought)

    def unscanned_wanted(self) -> Material | None:
        """The same, by what has been scanned."""
        return self._next_without({key for key in self.pages if self.kept(key)})

    def _next_without(self, keys: Collection[str]) -> Material | None:
        materials = self.item.materials if self.item is not None else ()
        if self.task is not Task.APPLY:
            return None if keys else next(iter(materials), None)
        return next((material for material in materials if material.required and material.key not in keys), None)

    @property
    def next_place(self) -> int:
        """Where among its material's pages the page goes that is scanned or looked at now, from 0."""
        count = len(self.pages.get(self.material, ()))
        return min(self.gap[1], count) if self.gap is not None and self.gap[0] == self.material else count

    def keep_page(self) -> None:
        """The page just scanned is its material's."""
        if self.page is not None:
            self.brought.add(self.material)
            self.pages.setdefault(self.material, []).insert(self.next_place, self.page)
            self.page = self.gap = None

    def kept(self, material: str) -> list[PageScanned]:
        """The pages that go with the application: none of a material whose tick was taken back, till it is set again.
        """
        return self.pages.get(material, []) if material in self.brought else []

    def unscanned(self) -> tuple[Material, ...]:
        """The materials that were brought and have no page yet, the required ones first."""
        materials = self.item.materials if self.item is not None else ()
        left = [material for material in materials if material.key in self.brought and not self.kept(material.key)]
        return tuple(sorted(left, key=lambda material: not material.required))

    def attachments(self) -> tuple[Attachment, ...]:
        """The pages as the sealer wants them, in the order the item names its materials."""
        order = [material.key for material in self.item.materials] if self.item is not None else []
        return tuple(
            Attachment(material=key, pages=tuple(page.page for page in self.kept(key)))
            for key in order if self.kept(key)
        )
