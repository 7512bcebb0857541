"""None of our own: accounts and roles are Django’s, second factors and sessions allauth’s. Without this file
Django sends no post_migrate for the app, and no roles are made."""
