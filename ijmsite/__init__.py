import zoneinfo

# By the rules of the requirement `tzdata`, not by those of the machine, which may be years old: a
# journalist's browser knows the newest, and a deadline must not move by an hour between the two.
zoneinfo.reset_tzpath(to=[])
