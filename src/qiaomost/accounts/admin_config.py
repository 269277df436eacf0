from django.contrib.admin.apps import AdminConfig


class NodeAdminConfig(AdminConfig):
    default_site = "qiaomost.accounts.admin_site.NodeAdminSite"
