"""The kiosk's own screen and touch without X: the kernel's modesetting and input events, by no library at all."""
