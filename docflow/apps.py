from django.apps import AppConfig


class DocflowConfig(AppConfig):
    name = "docflow"
    label = "docflow"

    def ready(self) -> None:
        """A code of an agency's own entry is found through its table."""
        from docflow.catalogue.selectors import load_entry
        from docflow.rules.own import install

        install(load_entry)
