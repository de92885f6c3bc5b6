"""Whoever uses pyusb here meets the errors that libusb gives on Linux."""

import errno
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import usb.core
import usb.util
from usb.core import USBError, USBTimeoutError

from emulated.client import StartedDesk
from emulated.doors.usb_backend import DeskBackend
from tests.emulated.card_host import FIND, STATUS, CardHost


def printer(desk: StartedDesk) -> usb.core.Device:
    return usb.core.find(idVendor=0x04B8, backend=DeskBackend(desk.places()["usb"]))


def errno_of(call: object, *arguments: object) -> int:
    assert callable(call)
    with pytest.raises(USBError) as caught:
        call(*arguments)
    number = caught.value.errno
    assert isinstance(number, int)
    return number


def test_devices_describe_themselves(desk: StartedDesk) -> None:
    device = printer(desk)
    assert (device.idProduct, device.product, device.serial_number) == (0x0202, "DESK-80", "DESK0001")
    interface = device[0][(0, 0)]
    assert (interface.bInterfaceClass, interface.bInterfaceProtocol) == (7, 2)
    assert [endpoint.bEndpointAddress for endpoint in interface] == [0x01, 0x82]
    usb.util.dispose_resources(device)


def test_nothing_to_read_is_a_time_out(desk: StartedDesk) -> None:
    host = CardHost(desk)
    with pytest.raises(USBTimeoutError) as caught:
        host.receive(20)
    assert caught.value.errno == errno.ETIMEDOUT
    host.close()


def test_bytes_moved_before_a_time_out_are_a_count_and_no_error(desk: StartedDesk) -> None:
    device = printer(desk)
    device.detach_kernel_driver(0)
    desk.ask("fault", device="printer", fault="nak-after", value=5)
    assert device.write(0x01, b"x" * 40, 50) == 5
    assert errno_of(device.write, 0x01, b"x" * 40, 50) == errno.ETIMEDOUT
    usb.util.dispose_resources(device)


def test_an_unplugged_device_is_gone_for_its_handle_and_comes_back_at_a_new_address(desk: StartedDesk) -> None:
    old = CardHost(desk)
    assert old.ask(STATUS)[0] == 0x90
    desk.ask("unplug", device="idcard")
    assert errno_of(old.send, STATUS) == errno.ENODEV
    assert usb.core.find(idVendor=0x0400, backend=DeskBackend(desk.places()["usb"])) is None
    desk.ask("plug", device="idcard")
    assert errno_of(old.send, STATUS) == errno.ENODEV
    new = CardHost(desk)
    assert new.device.address != old.device.address
    assert new.ask(STATUS)[0] == 0x90
    new.close()
    old.close()


def test_a_read_that_waits_ends_when_the_cable_is_pulled(desk: StartedDesk) -> None:
    host = CardHost(desk)
    host.ask(STATUS)
    puller = threading.Thread(target=desk.ask, args=("unplug",), kwargs={"device": "idcard"})
    puller.start()
    assert errno_of(host.receive, 0) == errno.ENODEV
    puller.join()
    host.close()


def test_an_interface_is_claimed_by_one_handle_at_a_time(desk: StartedDesk) -> None:
    first, second = CardHost(desk), CardHost(desk)
    assert first.ask(STATUS)[0] == 0x90
    assert errno_of(second.send, STATUS) == errno.EBUSY
    first.close()
    assert second.ask(STATUS)[0] == 0x90
    second.close()


def test_the_kernels_printer_driver_is_in_the_way_until_detached(desk: StartedDesk) -> None:
    device = printer(desk)
    assert device.is_kernel_driver_active(0)
    assert errno_of(device.set_configuration) == errno.EBUSY
    assert errno_of(device.write, 0x01, b"\n") == errno.EBUSY
    device.detach_kernel_driver(0)
    assert errno_of(device.detach_kernel_driver, 0) == errno.ENOENT
    assert device.write(0x01, b"\n") == 1
    usb.util.dispose_resources(device)
    device.attach_kernel_driver(0)
    assert device.is_kernel_driver_active(0)
    usb.util.dispose_resources(device)


def test_a_packet_larger_than_the_buffer_overflows(desk: StartedDesk) -> None:
    host = CardHost(desk)
    host.send(STATUS)
    assert errno_of(host.device.read, 0x81, 5, 500) == errno.EOVERFLOW
    host.close()


def test_an_unknown_control_request_stalls(desk: StartedDesk) -> None:
    host = CardHost(desk)
    assert errno_of(host.device.ctrl_transfer, 0xC0, 0x33, 0, 0, 8) == errno.EPIPE
    host.close()


def test_the_address_of_a_device_that_left_cannot_be_opened(desk: StartedDesk) -> None:
    device = printer(desk)
    desk.ask("unplug", device="printer")
    assert errno_of(device.write, 0x01, b"\n") == errno.ENODEV


def test_several_threads_share_one_handle(desk: StartedDesk) -> None:
    host = CardHost(desk)
    opener = threading.Thread(target=host.ask, args=(STATUS,))
    opener.start()
    opener.join()
    assert host.ask(FIND) == (0x80, b"")
    host.close()


def test_a_process_that_is_killed_in_a_transfer_leaves_the_device_free(desk: StartedDesk) -> None:
    program = "import sys; from emulated.client import DeskClient; from tests.emulated.card_host import CardHost; " \
        f"host = CardHost(DeskClient({str(desk.directory)!r})); host.ask('11 ff'); print('held', flush=True); " \
        "host.receive(0)"
    host = CardHost(desk)
    with subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2],
                          stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        assert errno_of(host.send, STATUS) == errno.EBUSY
        holder.kill()
    assert host.ask(STATUS) == (0x90, b"")
    host.close()


def test_a_desk_that_is_not_there_is_said_so() -> None:
    with pytest.raises(USBError, match="the desk does not answer at /nowhere/usb.sock") as caught:
        usb.core.find(idVendor=0x0400, backend=DeskBackend("/nowhere/usb.sock"))
    assert caught.value.errno == errno.ENODEV
