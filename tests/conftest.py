"""What holds for every test that is given examples: the same ones each time, however slow the machine."""

from hypothesis import HealthCheck, settings

# a fixture stays the same for all of a test's examples: none of ours is changed by one
settings.register_profile("house", derandomize=True, database=None, deadline=None, print_blob=True,
                          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("house")
