"""Taking an article down at once."""


class WithdrawalMixin:
    pass
