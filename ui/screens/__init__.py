"""One file a screen, and its line here: SCREENS says which there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ui.screen import Samples, Screen
from ui.screens import (
    attract, booked, booking, card, code, confirm, enterprise, filed, form, guide, hall, help, home, identity, ime,
    ime_samples, intro, items, lookup, machine, materials, notice, offices, page, pages, pin, precheck, rating,
    receipt, results, scan, search, signature, slots, status,
)


class Entry(NamedTuple):
    """A screen and its samples."""

    screen: type[Screen]
    samples: Samples


SCREENS: Mapping[str, Entry] = {
    entry.screen.name: entry for entry in (
        Entry(home.Home, home.SAMPLES),
        Entry(hall.Hall, hall.SAMPLES),
        Entry(guide.Guide, guide.SAMPLES),
        Entry(card.CardScreen, card.SAMPLES),
        Entry(identity.IdentityScreen, identity.SAMPLES),
        Entry(enterprise.Enterprise, enterprise.SAMPLES),
        Entry(items.Items, items.SAMPLES),
        Entry(search.Search, search.SAMPLES),
        Entry(ime.Ime, ime_samples.SAMPLES),
        Entry(results.Results, results.SAMPLES),
        Entry(intro.Intro, intro.SAMPLES),
        Entry(notice.Notice, notice.SAMPLES),
        Entry(offices.Offices, offices.SAMPLES),
        Entry(form.Form, form.SAMPLES),
        Entry(signature.Signature, signature.SAMPLES),
        Entry(materials.Materials, materials.SAMPLES),
        Entry(scan.Scan, scan.SAMPLES),
        Entry(page.Page, page.SAMPLES),
        Entry(pages.Pages, pages.SAMPLES),
        Entry(receipt.Receipt, receipt.SAMPLES),
        Entry(rating.Rating, rating.SAMPLES),
        Entry(code.Code, code.SAMPLES),
        Entry(lookup.Lookup, lookup.SAMPLES),
        Entry(filed.Filed, filed.SAMPLES),
        Entry(status.Status, status.SAMPLES),
        Entry(booking.Booking, booking.SAMPLES),
        Entry(slots.Slots, slots.SAMPLES),
        Entry(confirm.Confirm, confirm.SAMPLES),
        Entry(booked.Booked, booked.SAMPLES),
        Entry(precheck.Precheck, precheck.SAMPLES),
        Entry(help.Help, help.SAMPLES),
        Entry(attract.Attract, attract.SAMPLES),
        Entry(pin.PinScreen, pin.SAMPLES),
        Entry(machine.MachineScreen, machine.SAMPLES),
    )
}
