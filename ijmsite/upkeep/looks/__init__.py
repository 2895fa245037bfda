"""What the site itself looks at, in the order in which one thing depends on another."""

from ijmsite.upkeep.health import Check

from . import backup, data, machine, mail, outside

CHECKS = [
    Check("settings", data.configuration),
    Check("database", data.database, is_quick=True),
    Check("migrations", data.migrations, is_quick=True),
    Check("restore", data.restore, is_quick=True),
    Check("mail worker", mail.worker, is_quick=True),
    Check("oldest mail", mail.oldest, is_quick=True),
    Check("recipients", mail.recipients),
    Check("backup", backup.age, is_quick=True),
    Check("backup files", backup.files_there),
    Check("ledger key", backup.ledger_key),
    Check("media", machine.media, is_quick=True),
    Check("bucket", machine.bucket),
    Check("space", machine.space, is_quick=True),
    Check("clock", machine.clock),
    Check("certificate", outside.certificate),
    Check("SPF", outside.spf),
    Check("DKIM", outside.dkim),
    Check("DMARC", outside.dmarc),
]
