from django.contrib.auth.tokens import PasswordResetTokenGenerator


class PasswordTokenGenerator(PasswordResetTokenGenerator):
    """Tokens for choosing a password: dead once it is chosen, and after PASSWORD_RESET_TIMEOUT.

    Those made within one minute are the same token, hence one mail: the page that sends them
    cannot be used to flood a mailbox.
    """

    def __init__(self, key_salt):
        super().__init__()
        self.key_salt = key_salt

    def _num_seconds(self, dt):
        seconds = super()._num_seconds(dt)
        return seconds - seconds % 60


invitation_tokens = PasswordTokenGenerator("ijmsite.staff.invitation")
reset_tokens = PasswordTokenGenerator("ijmsite.staff.password_reset")
