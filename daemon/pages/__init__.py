"""Pages are made in short-lived children of the page worker: a library that crashes or hangs takes one page along.

    worker ──ScannerApart── socket ──► nursery: warm, single-threaded, never sees a page
                    │                     │ fork
                    └── socket, pidfd ──► child: SANE, one sheet (or one turn, one crop), then its end
"""
