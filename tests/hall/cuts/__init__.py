"""kill -9 and power cuts at every step of submit and upload: `python -m tests.hall.cuts [--kills 500]`.

`cut.c` is preloaded into the real sealer, courier and hall server, each in a process of its own. It kills the process
before its n-th write, sync, truncation, rename or send, for every n there is, and keeps apart what a disk would hold
that kept only what was synced. After a kill the next process goes on with the folder as it is; after a cut with that.
"""
