from publishers.sheet import Page
def pages() -> list[Page]:
    return []
