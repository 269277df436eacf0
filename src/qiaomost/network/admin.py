# mypy: disable-error-code="type-arg"
# Django's classes take no type arguments at run time.
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiaomost.common.admin import ADDRESSES
from qiaomost.common.languages import content_language
from qiaomost.network.forms import ThreefoldField
from qiaomost.network.gazetteer import Place, completed, regions
from qiaomost.network.models import Membership, Node, Organisation, OrganisationName, Person, PersonName
from qiaomost.network.services import announce_organisation, announce_person, write_name_forms


class OrganisationNameInline(admin.StackedInline):
    model = OrganisationName
    extra = 0
    min_num = 1


class PersonNameInline(admin.TabularInline):
    """Only the names that somebody wrote; the derived ones follow from them."""

    model = PersonName
    fields = ("language", "family", "given", "patronymic")
    extra = 0
    min_num = 1
    validate_min = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonName]:
        return super().get_queryset(request).filter(is_derived=False)


@admin.register(Node)
class NodeAdmin(admin.ModelAdmin):
    formfield_overrides = ADDRESSES
    list_display = ("code", "country", "address", "is_self")
    list_filter = ("country",)
    search_fields = ("code",)


class OrganisationForm(forms.ModelForm):
    """Names of the city and the region are completed, as on the page of the organisation's advisers."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    cities = ThreefoldField(label=_("City"))
    addresses = ThreefoldField(label=_("Registered address"))

    class Meta:
        model = Organisation
        exclude = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = content_language(get_language() or "en")
        named = [(code, f"{code} {names[reader]}") for code, names in regions().items()]
        self.fields["region"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"country", "region", "cities"} <= values.keys():
            place = completed(Place(values["country"], values["region"], values["cities"]))
            values |= {"region": place.region, "cities": dict(place.cities)}
        return values


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm
    inlines = (OrganisationNameInline,)
    list_display = ("name", "country", "place", "kind", "is_member", "is_demonstration")
    list_filter = ("country", "kind", "is_member", "is_demonstration")
    search_fields = ("names__name", "ror", "uscc", "inn", "ogrn", "lei")
    readonly_fields = ("source", "source_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).prefetch_related("names")

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Who becomes a member is one from today on, unless another day is given."""
        if obj.is_member and obj.member_since is None and "is_member" in form.changed_data:
            obj.member_since = timezone.localdate()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        announce_organisation(form.instance, now=timezone.now())

    @admin.display(description=_("name"))
    def name(self, organisation: Organisation) -> str:
        return str(organisation)

    @admin.display(description=_("city"), ordering="region")
    def place(self, organisation: Organisation) -> str:
        return organisation.place_in(content_language(get_language() or "en"))


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    inlines = (PersonNameInline,)
    list_display = ("name", "language", "organisation", "orcid")
    list_filter = ("language",)
    list_select_related = ("organisation",)
    search_fields = ("names__family", "names__given", "orcid")
    autocomplete_fields = ("organisation", "user")
    readonly_fields = ("source", "source_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).prefetch_related("names", "organisation__names")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A derived name makes way for one written by hand; then the others are derived anew."""
        PersonName.objects.filter(person=form.instance, is_derived=True).delete()
        super().save_related(request, form, formsets, change)
        write_name_forms(form.instance)
        announce_person(form.instance, now=timezone.now())

    @admin.display(description=_("name"))
    def name(self, person: Person) -> str:
        return str(person)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "organisation", "role", "is_active", "since")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "organisation__names__name")
    autocomplete_fields = ("user", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).prefetch_related("organisation__names")
