"""A customer asks what we hold about them, or wants to be forgotten."""

from __future__ import annotations

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from amends.commands.governance.erase_customer import erase_customer
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.kernel.canonical import plain
from amends.queries.customer_record import customer_record


class ErasureForm(forms.Form):
    """The one thing that only a person can make sure of."""

    sure = forms.BooleanField(
        label=gettext_lazy("I made sure that it is they who ask"),
        error_messages={"required": gettext_lazy("Make sure that it is they who ask, then tick this.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest, ref: str) -> HttpResponse:
    """What is held, at a glance; the way to hand it out, and to erase it."""
    ctx = context_of(request)
    record = customer_record(ctx, ref=ref)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erased = erase_customer(ctx, customer_ref=record.ref)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(ref)s is erased. The name stands nowhere any more.") % {"ref": erased.ref}
            )
            return redirect("web:worklist")
    counts = {
        part: sum(len(case[part]) for case in record.cases)
        for part in ("told", "messages", "given", "promises", "vouchers", "answers")
    }
    shown = {
        "record": record,
        "counts": counts,
        "form": form,
        "open_refs": [case["ref"] for case in record.cases if case["closed_at"] is None],
    }
    return render(request, "web/customer/data.html", shown, status=422 if form.errors else 200)


@never_cache
@require_GET
def handed_out(request: HttpRequest, ref: str) -> HttpResponse:
    """The record as a file that programs read."""
    ctx = context_of(request)
    record = customer_record(ctx, ref=ref)
    text = json.dumps(plain(record), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{record.ref}.json"'
    return response
