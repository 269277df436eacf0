from django.urls import path

from qiaomost.exchange import views

urlpatterns = [path("oai/", views.oai, name="oai")]
