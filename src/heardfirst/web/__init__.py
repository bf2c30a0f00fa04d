"""The screens: views, forms, templates and static files. No rule lives here."""
