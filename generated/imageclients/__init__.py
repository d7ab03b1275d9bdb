"""Typed clients for image-generation APIs, one module per provider.

    from imageclients.PROVIDER import Client

Made by clientsmith (https://pypi.org/project/clientsmith) from one spec per provider; needs httpx and pydantic only.
Generated code is free to use without conditions.
"""
