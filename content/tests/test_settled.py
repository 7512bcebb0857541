"""What has to be there before patients read."""

from content import settled


def test_an_article(make_article):
    def done():
        [step] = settled.articles()
        return step.done

    make_article(state="draft")
    assert not done()
    make_article()
    assert done()
