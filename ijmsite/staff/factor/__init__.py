"""The second factor: codes from an app on a phone, and ten recovery codes on paper."""
