"""Calls for help are told from what journalists write, and from letters that beg for money."""

import tomllib
from pathlib import Path

import pytest

from contacts.danger import is_call_for_help
from tests.effort import takes_less_than

FIRST = Path(__file__).parent / "corpus" / "first.toml"

CALLS = [
    "I am being held in a house in Brampton. Please send someone.",
    "i cant leave the man has the key and my phone",
    "THEY TOOK MY PASSPORT AND I HAVE NO MONEY",
    "My daughter has been taken. The police do not answer me.",
    "please help me",
    "Help me please they dont know i have this phone",
    "My boss has my passport, he says I still owe him for the ticket.",
    "They won’t let us leave the farm. We are six from Guatemala.",
    "I think I am being trafficked but I am not sure.",
    "he makes me see men every day i am 16",
    "If he finds out I wrote this he will kill me.",
    "we are locked in a room over the restaurant at night",
    "my sister is being held by a man she met online",
    "I need help. Don't call this number, he checks it.",
    "I am forced to work in a scam center, they beat us when we miss the target",
    "Hello. I don't know where I am. There are four other girls.",
    "my friend was sold in Thailand please save her",
    "I am afraid for my life and for my kids",
    "They keep my papers and say I can go when my debt is paid. 9000 dollars. I can't escape.",
    "i'm not safe here, i need to get out tonight",
    "He raped me and now he says he will sell me.",
    "Im trapped in a basement, 3 others with me!!",
    "my son is missing since Friday, he got a job offer in Cambodia",
    "Get us out of here please. Nail salon, Dundas street.",
    "The family keeps my passport and I am not allowed to go out.",
    "Je suis retenue dans un appartement à Laval.",
    "on m'a pris mon passeport",
    "ON MA PRIS MON PASSEPORT ET JE PEUX PAS SORTIR",
    "aidez-moi s'il vous plaît",
    "AIDEZ MOI SVP",
    "J’ai peur pour ma vie, il me surveille.",
    "ma fille a été enlevée par un homme rencontré en ligne",
    "Ils m'ont enfermée, j'écris en cachette",
    "je suis en danger ne m'appelez pas",
    "Mon patron garde mon passeport et ne me paie pas.",
    "On nous force à travailler la nuit, on peut pas partir.",
    "je ne sais pas où je suis, il y a d'autres filles",
    "ma soeur est retenue à Toronto, elle ne parle pas anglais",
    "Il va me tuer si je parle.",
    "il m'oblige à voir des clients j'ai 17 ans",
    "Je me suis enfuie hier, je n'ai nulle part où aller.",
    "j ai peur pour ma fille un homme lui ecrit tous les jours",
    "Ils nous battent, ils nous obligent à mentir aux inspecteurs",
    "Au secours!!! Appelez la police au 12 rue des Pins",
    "on m'a vendue à un autre homme",
    "Je suis victime de traite, je ne sais pas à qui parler.",
    "Bonjour. Mon mari me bat et il a mon passeport. Je suis prisonnière.",
    "ils m ont dit que je dois rembourser ma dette avant de partir 8000 euros",
    "Mon amie est forcée de se prostituer, que faire?",
    "sortez-nous d'ici",
    "HELP",
    "help!!! help",
    "sos",
    "S.O.S.",
    "Help, please",
    "Ayuda",
    "Допоможіть",
    "my sister is being sold",
    "They are selling my little sister. I have the address.",
    "ma soeur va être vendue demain",
    # How debts hold people: money is spoken of, but not asked for.
    "They took my passport. I owe them 5000 dollars and must send money every month or they hurt "
    "my family.",
    "My boss keeps my passport. Every week I pay 300 dollars into his bank account for the rent "
    "and the loan, and he locks me in at night.",
    "They lock us in. My debt is 20 million dong, the money goes to them by Western Union.",
    "Ils ont pris mon passeport. Je dois 5000 euros, un virement chaque mois sur leur compte "
    "bancaire, et ils menacent ma famille.",
    "He beats me. There is a hospital bill of 2000 dollars and he says I have to work off my debt.",
    # Other languages of those we meet.
    "Ayúdenme por favor, no me dejan salir",
    "me quitaron el pasaporte y no puedo salir de la casa",
    "Estoy encerrada en un hotel, somos cuatro",
    "Mi hermana fue secuestrada, la tienen en Tijuana",
    "Necesito ayuda",
    "Me obligan a trabajar de noche y me golpean",
    "Допоможіть мені будь ласка, у мене забрали паспорт",
    "Мене тримають у квартирі і не випускають",
    "я в небезпеці, він мене вб’є",
    "мою сестру продали",
    "Рятуйте!",
    "Помогите, у меня забрали паспорт и я не могу уйти",
]

REPORTS = [
    "I write about domestic workers whose employers took their passports. Any figures for Ontario?",
    "She told the court that she was held for six weeks and could not leave.",
    "Could you please help me find someone who speaks about debt bondage?",
    "Please help me understand figure 3 of your annual report.",
    "A woman said “They took my passport and I can't leave”, and I would like your comment.",
    'Her words were: "I was sold twice." May I print them with your name?',
    "Our reporter was told that the workers are being held in a compound near Sihanoukville.",
    "How do traffickers force people to work? Why can't victims leave?",
    "His daughter was taken in 2019. Has your organization worked on the case?",
    "Can anyone help us with photos of the rescue? Deadline 5 pm.",
    "The film shows how they beat their victims and keep their passports.",
    "The girls wrote on a napkin that they needed help. Who found it?",
    "I need help with a fact check: is it 27 or 28 million?",
    "Your report could help us. We publish on Monday.",
    "Is there a shelter that would not let women leave, as a former resident says?",
    "The crew are not allowed to leave and are being forced to work, an inspector says.",
    "We are forced to publish without your comment. Please do not call me before noon.",
    "I have my passport ready: may I come along to Manila?",
    "Elle raconte qu'on lui a pris son passeport et qu'elle ne pouvait pas sortir.",
    "Pourriez-vous m'aider à trouver une porte-parole francophone?",
    "Aidez-moi s'il vous plaît à trouver le rapport de 2021.",
    "Une survivante nous a dit : « Je suis retenue, on m'a pris mon passeport. » Un commentaire?",
    "Comment les proxénètes retiennent-ils les jeunes filles contre leur gré?",
    "Sa fille a été enlevée et vendue; le procès s'ouvre lundi.",
    "À l'aide de vos données, nous voulons montrer la hausse en Ontario.",
    "J'ai besoin d'aide pour vérifier un chiffre avant 16 h.",
    "Les travailleurs disent que le patron garde leurs passeports et les menace.",
    "Les cueilleurs n'ont pas le droit de sortir le soir. Ne m'appelez pas avant 9 h.",
    "Le film montre des femmes enfermées dans un hôtel. Peut-on vous interviewer?",
    "Help wanted: a photo for our front page by five.",
    "Help desk of the Courier here. Who is your spokesperson?",
    "SOS Children told us the number has doubled. Do you agree?",
    "Soy periodista. Ella cuenta que le quitaron el pasaporte. ¿Tienen cifras de México?",
    "Necesito ayuda con una cifra de su informe.",
    "Я журналістка з Києва. Скільки людей рятує ваша організація щороку?",
    "Жінка розповіла, що в неї забрали паспорт, і її не випускали. Чи можете прокоментувати?",
]

LETTERS_THAT_BEG = [
    "Please help me, my mother needs surgery and I have no money for the hospital bill.",
    "Help us please. Our orphanage needs donations for food.",
    "I am in London, I was mugged and they took my passport. Please loan me $1,950 by Western "
    "Union, I will refund you.",
    "I am a widow dying of cancer. I need help to give 4 million dollars to charity.",
    "Please help me to transfer the fund of my late father, you take 30%.",
    "I need help, I can not pay my rent this month, any money is welcome.",
    "My life is in danger because of the money my late father left. Help me move 8 million dollars "
    "into your bank account.",
    "I'm trapped by debts, please lend me 500 dollars, I will pay you back.",
    "Save me! My school fees are due and I need 300 euros. God bless you.",
    "Help me please with gift cards for my brother in the army.",
    "Please help me raise money, here is my gofundme",
    "I am in danger of losing my house. Send money by paypal, any donation counts.",
    "Help me. I won the lottery and need a trustworthy person for 5 million usd.",
    "We need help please, wire me the transfer fee and the funds are yours.",
    "I have nobody else. Please help, the hotel will not let me go until I pay the hotel bill of "
    "800 dollars, send money by MoneyGram and I repay you.",
    "Aidez-moi s'il vous plaît, je n'ai pas d'argent pour l'opération de mon fils.",
    "Je suis gravement malade et j'ai besoin d'aide pour faire un don de 2 millions d'euros.",
    "Aidez-nous svp à payer le loyer, nous acceptons les dons.",
    "On m'a volé mon passeport à Abidjan, pouvez-vous me prêter 900 euros par mandat? Je vous "
    "rembourserai.",
    "Au secours, je cherche un prêt de 10 000 euros, aucune banque ne veut.",
    "Aidez-moi, mon défunt mari a laissé un héritage bloqué en banque.",
    "J'ai besoin d'aide financière, envoyez-moi de l'argent sur mon compte bancaire.",
    "Ma vie est en danger à cause de l'héritage de mon défunt père, 3 millions d'euros. Il me faut "
    "votre compte bancaire pour un virement.",
    "Svp aidez-moi avec des cartes cadeaux, c'est urgent.",
    "Ayúdame, necesito dinero para la operación de mi hijo.",
    "They took my passport at the airport. Send me money by Western Union, 900 dollars, I will pay "
    "you back.",
    "Aide-moi, je dois payer ma facture d'hôtel, je rembourse demain avec 50 euros de plus.",
]


@pytest.mark.parametrize("message", CALLS)
def test_hears_a_call_for_help(message):
    assert is_call_for_help(message)


@pytest.mark.parametrize("message", REPORTS)
def test_leaves_reports_alone(message):
    assert not is_call_for_help(message)


@pytest.mark.parametrize("message", LETTERS_THAT_BEG)
def test_leaves_letters_that_beg_for_money_alone(message):
    assert not is_call_for_help(message)


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "`", "´", ""])
def test_hears_it_with_any_apostrophe_and_with_none(apostrophe):
    assert is_call_for_help(f"I can{apostrophe}t leave")
    assert is_call_for_help(f"j{apostrophe}ai peur pour ma vie")


def test_hears_it_in_capitals_without_accents_and_over_the_end_of_a_line():
    assert is_call_for_help("JE SUIS SEQUESTREE")
    assert is_call_for_help("je suis se\u0301questre\u0301e")
    assert is_call_for_help("they took my phone and\u00a0 \ti am  being   held")


def test_hears_it_in_the_midst_of_a_long_text_without_a_full_stop():
    assert is_call_for_help("and then " * 100 + "he keeps my passport " + "and so on " * 100)


def test_takes_no_question_of_the_corpus_for_a_call():
    inquiries = tomllib.loads(FIRST.read_text(encoding="utf-8"))["inquiry"]

    assert not [i["name"] for i in inquiries if is_call_for_help(i["message"])]


@pytest.mark.ci
@pytest.mark.parametrize(
    "text", ["i am being ", "help me please ", "“", '"a" ', "\ufdfa", "e\u0301"]
)
def test_costs_little_whatever_is_typed(text):
    message = (text * 5_000)[:5_000]
    is_call_for_help(message)  # reads the lists

    takes_less_than(0.5, lambda: is_call_for_help(message))
