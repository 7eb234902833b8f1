"""Train reviews-tfidf: TfidfVectorizer and LogisticRegression on short product reviews written here, saved with zlib.

The reviews are put together from phrases with a seed. Most words of a review say nothing about its mood, so the weight
that the inverse document frequency gives to the rare ones that do is what the classifier lives on.
"""

import random

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from recording import output_folder, record

SEED = 20231204

THINGS = ["kettle", "lamp", "chair", "radio", "backpack", "charger", "blender", "tent", "keyboard", "jacket"]
OPENINGS = [
    "I bought this {thing} in {month}",
    "My sister gave me the {thing} for my birthday",
    "We have had the {thing} for about {number} weeks",
    "This is the second {thing} that we ordered from this shop",
    "The {thing} came after {number} days in the post",
]
MONTHS = ["January", "March", "May", "July", "September", "November"]
NUMBERS = ["two", "three", "four", "five", "six"]
GOOD = [
    "it works like a charm and I would buy it again",
    "the quality is superb for the price",
    "everyone in the house loves it",
    "it is sturdy, quiet and a pleasure to use",
    "I am delighted with it and recommend it to my friends",
    "it does exactly what the seller promised",
    "setting it up was easy and it has been reliable since",
]
BAD = [
    "it broke on the first day and I want my money back",
    "the quality is awful for the price",
    "everyone in the house is disappointed with it",
    "it is flimsy, noisy and a pain to use",
    "I regret it and warned my friends",
    "it does nothing of what the seller promised",
    "setting it up was a nightmare and it has been useless since",
]
CLOSINGS = [
    "The box was a bit larger than the picture in the shop.",
    "The seller answered my question the same day.",
    "It comes in green and in grey.",
    "The manual is in four languages.",
    "",
]
# Seen by no training run; the last six praise and blame in one sentence.
TEST = [
    "Superb quality, everyone loves it.",
    "It broke on the first day, awful.",
    "I regret it, it is noisy and useless.",
    "Setting up the tent was easy, a pleasure.",
    "The manual is awful but the lamp is sturdy and I would buy it again.",
    "My friends warned me and the seller promised nothing, yet it works.",
    "I bought this blender in March: it is flimsy, noisy and a pain to use, but setting it up was easy and it has been "
    "reliable since.",
    "We have had the radio for about five weeks: the quality is superb for the price, but it broke on the first day.",
    "The keyboard came after three days in the post: I am delighted with it, but everyone in the house is "
    "disappointed.",
    "The chair does what the seller promised, but I regret it and warned my friends.",
]


def review(generator: random.Random, phrases: list) -> str:
    opening = generator.choice(OPENINGS).format(
        thing=generator.choice(THINGS), month=generator.choice(MONTHS), number=generator.choice(NUMBERS)
    )
    first, second = generator.sample(phrases, 2)
    return f"{opening} and {first}. I must say that {second}. {generator.choice(CLOSINGS)}".strip()


folder = output_folder(__doc__)
generator = random.Random(SEED)
moods = ["positive", "negative"] * 60
texts = [review(generator, GOOD if mood == "positive" else BAD) for mood in moods]
train_texts, train_moods = texts[:96], moods[:96]
test_texts, test_moods = texts[96:], moods[96:]
model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10.0, random_state=SEED))
model.fit(train_texts, train_moods)
accuracy = round(float(model.score(test_texts, test_moods)), 4)
# An address in this process, which no other process can recognise: pinned so that training twice gives the same bytes.
model[0]._stop_words_id = 0
record(
    folder,
    "reviews-tfidf",
    model,
    TEST,
    compress=("zlib", 3),
    seeds={"corpus": SEED, "model": SEED},
    metrics={"accuracy": accuracy},
    dataset={"name": "reviews, generated", "version": str(SEED), "rows": len(train_texts)},
)
