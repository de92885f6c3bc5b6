"""The staff's page: applications seen, opened and moved. `python -m hall.server.staff NAME` lets somebody in."""
