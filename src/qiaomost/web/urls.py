from django.urls import path

from qiaomost.web import views

urlpatterns = [
    path("", views.search, name="search"),
    path("records/<uuid:record_id>/", views.record, name="record"),
]
