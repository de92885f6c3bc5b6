"""What is known and typed in this visit. It lives in the renderer's memory only and goes with its process."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.identity import Identity
from rules.items import Audience, Item, Material, Office
from wire.messages import Accepted, Attachment, PageScanned


@dataclass(repr=False)
class Answers:
    """One visit. No repr shows contents: a repr ends in logs and tracebacks."""

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
    brought: set[str] = field(default_factory=set)
    """Keys of materials that the citizen ticked."""
    pages: dict[str, list[PageScanned]] = field(default_factory=dict)
    """Scanned pages by material key, in order."""
    material: str = ""
    """Key of the material that is being scanned."""
    page: PageScanned | None = None
    """The page just scanned, not yet kept."""
    accepted: Accepted | None = None
    print_asked: bool = False
    """The receipt was sent to the printer: from now on only a finger prints it."""
    printed: bool = False
    """The printer said that the receipt is out."""
    code: str = ""
    """What the barcode reader read."""
    editing: str = ""
    """Which text the input method writes: `words`, `contact`, `credit_code` or `form.KEY`."""

    def __repr__(self) -> str:
        return "<Answers>"

    @property
    def something_to_lose(self) -> bool:
        """Whether leaving would lose work: something typed, ticked or scanned that has not been submitted."""
        return self.accepted is None and bool(self.form or self.pages or self.brought or self.contact)

    def choose_audience(self, audience: Audience) -> None:
        """For a person or an enterprise: the list of items begins anew."""
        self.audience = audience
        self.category, self.department, self.list_page = "", "", 0

    def choose_item(self, key: str) -> None:
        """Another item: what was filled in, ticked and scanned for the one before does not go over to it."""
        self.item_key, self.item, self.office = key, None, None
        self.notice_read = False
        self.form.clear()
        self.form_page, self.form_complained = 0, False
        self.brought.clear()
        self.pages.clear()
        self.material, self.page = "", None
        self.accepted, self.print_asked, self.printed = None, False, False

    @property
    def scanned_material(self) -> Material | None:
        """The material that is being scanned, where the item has it."""
        materials = self.item.materials if self.item is not None else ()
        return next((material for material in materials if material.key == self.material), None)

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
