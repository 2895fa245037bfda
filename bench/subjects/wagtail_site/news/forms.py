"""The two forms below an article; what they send is beyond what is measured."""

import json

from django import forms

ADDRESS = "IJM Canada, 100 Sample Street, London, Ontario N6A 0A0, Canada, help@newsroom.example."
YEARS = range(2026, 2015, -1)
LANGUAGES = [("en", "English"), ("fr", "Français")]
DAYS_OFF = {
    2026: ["01-01", "02-16", "04-03", "05-18", "07-01", "09-07", "10-12", "12-25", "12-28"],
    2027: ["01-01", "02-15", "03-26", "05-24", "07-01", "09-06", "10-11", "12-27", "12-28"],
}


def text(label, token="", **options):
    widget = forms.TextInput(attrs={"autocomplete": token} if token else {})
    return forms.CharField(label=label, max_length=120, widget=widget, **options)


def address(**options):
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    return forms.EmailField(label="Email", max_length=254, widget=widget, **options)


class TrapsForm(forms.Form):
    email_as_is = forms.CharField(required=False, widget=forms.HiddenInput)
    rendered = forms.CharField(required=False, widget=forms.HiddenInput)
    subject = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )


class InquiryForm(TrapsForm):
    name = text("Your name", "name")
    outlet = text("Outlet", "organization", required=False)
    email = address()
    phone = text("Phone", "tel", required=False)
    deadline = forms.DateTimeField(
        label="Your deadline",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="In the time of our office in Toronto.",
    )
    topic = forms.ChoiceField(
        label="What do you need?",
        required=False,
        choices=[
            ("", "Choose one"),
            ("interview", "An interview"),
            ("quote", "A quote or comment"),
            ("photo", "Photos or video"),
            ("data", "Data or background"),
            ("other", "Something else"),
        ],
    )
    message = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 6}))
    article = forms.CharField(required=False, widget=forms.HiddenInput)
    zone = forms.CharField(required=False, widget=forms.HiddenInput)
    office = json.dumps(
        {
            "office": {
                "zone": "America/Toronto",
                "city": "Toronto",
                "opens": "09:00",
                "closes": "17:00",
                "daysOff": [f"{year}-{day}" for year, days in DAYS_OFF.items() for day in days],
            },
            "yours": "Your time ({zone}).",
            "ours": "In the time of our office in {city}.",
            "away": "That is in {distance}.",
            "awayThere": "That is in {distance}, {time} in {city}.",
            "past": "This time has passed.",
            "closed": "Our office is closed then; it opens {opening}. If it cannot wait, call the "
            "after-hours line: 519.555.0142",
        },
        separators=(",", ":"),
    )


class SignupForm(TrapsForm):
    name = text("Your name", "name")
    email = address(help_text="We send the guide to this address.")
    idea = forms.ChoiceField(
        label="Your idea",
        required=False,
        choices=[
            ("", "Choose one"),
            ("birthday", "Birthday party"),
            ("polar_dip", "Polar dip"),
            ("bake_sale", "Bake sale"),
            ("run", "Run, walk or ride"),
            ("concert", "Concert or games night"),
            ("workplace", "At work or school"),
            ("other", "Something else"),
        ],
    )
    event_date = forms.DateField(
        label="Date of your event",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="If you know it already.",
    )
    city = text("City or town", "address-level2", required=False)
    language = forms.ChoiceField(
        label="In which language shall we write to you?",
        required=False,
        choices=[("", "In the language of this page"), *LANGUAGES],
    )
    planning_consent = forms.BooleanField(
        label="Yes, remind me by email about my fundraiser: four weeks before it, one week before "
        f"it, and the day after. {ADDRESS} You can withdraw your consent at any time.",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    news_consent = forms.BooleanField(
        label="Yes, email me IJM Canada news and fundraising ideas. "
        f"{ADDRESS} You can withdraw your consent at any time.",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    @property
    def boxes(self):
        return [self["planning_consent"], self["news_consent"]]


class Finder(forms.Form):
    query = forms.CharField(
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    year = forms.ChoiceField(
        choices=[("", "Any"), *((year, year) for year in YEARS)],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    language = forms.ChoiceField(
        choices=[("", "Any"), ("en", "English"), ("fr", "French")],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
