from django.urls import path

from qiaomost.translation import views

urlpatterns = [
    path("terms/", views.terms, name="terms"),
    path("terms/terms.csv", views.terms_file, name="terms-file"),
    path("terms/new/", views.new_concept, name="new-concept"),
    path("terms/<uuid:concept_id>/", views.edit_concept, name="edit-concept"),
    path("terms/<uuid:concept_id>/retire/", views.retire_concept, name="retire-concept"),
    path("terms/<uuid:concept_id>/restore/", views.restore_concept, name="restore-concept"),
    path("memory/", views.memory, name="memory"),
]
