from datetime import datetime

from .models import Consent, Wording, hash_address


def record_consent(
    *, email: str, purpose: str, version: int, language: str, text: str, form: str, at: datetime
) -> Consent:
    """Add one given consent to the ledger: who (hashed), to which words, on which form, when."""
    wording, _ = Wording.objects.get_or_create(
        purpose=purpose,
        version=version,
        language=language,
        text_hash=Wording.digest(text),
        defaults={"text": text},
    )
    return Consent.objects.create(
        address_hash=hash_address(email), wording=wording, form=form, given_at=at
    )
