from django.urls import path

from qiaomost.forum.views import editions

urlpatterns = [
    path("", editions.editions, name="forum"),
    path("<slug:code>/", editions.edition, name="edition"),
]
