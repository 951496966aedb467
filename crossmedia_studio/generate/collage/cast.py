"""Where each drawing belongs and how big it is in nature: the table that composition reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Nature:
    """``home``: ground, sky (far, beside the clouds), air (near, flies), perch (on a branch), float (on
    water), water (under it).

    ``size`` in metres (the longer side); ``body`` names how a head-only drawing is given a body (see ``bodies``).
    """

    home: str = "ground"
    size: float = 0.4
    body: str = ""


_TABLE = {
    "ground": """fox .9 sitting | wolf 1.4 sitting | raccoon .7 | lion 1.8 sitting | bear 1.9 sitting
  | koala .8 sitting | panda 1.7 sitting | hamster .2 sitting | cat .5 | black cat .5 | dog .8
  | guide dog .9 | service dog .9 | poodle .6 | monkey .8 | gorilla 1.7 | orangutan 1.4 | tiger 1.6 | leopard 1.4
  | horse 2.2 | moose 2.6 | donkey 1.6 | unicorn 2.2 head | zebra 2 | deer 1.8 | bison 2.2 | ox 2.2
  | water buffalo 2.2
  | cow 2 | pig 1 | boar 1.1 | ram 1.2 | ewe 1.1 | goat 1.1 | camel 2.6 | two-hump camel 2.6 | llama 1.9 | giraffe 4.6
  | elephant 3.4 | mammoth 3.6 | rhinoceros 2.8 | hippopotamus 2.6 | mouse .16 | rat .22 | rabbit .45 | chipmunk .3
  | beaver .8 | hedgehog .3 | sloth .8 | skunk .5 | kangaroo 1.7 | badger .8 | turkey .9
  | rooster .6 | baby chick .18 | front-facing baby chick .18 | hatching chick .18 | penguin .9 | duck .5 | goose .8
  | dodo .9 | flamingo 1.3 | peacock 1.2 | frog .2 sitting | crocodile 2.6 | turtle .6 | snake .9 | sauropod 8
  | T-Rex 5
  | snail .12 | bug .1 | ant .06 | beetle .08 | lady beetle .06 | cricket .08 | spider .1 | scorpion .14 | worm .1
  | crab .3 | nest with eggs .4 | robot 1.7 standing
  | boy 1.3 standing | girl 1.3 standing | child 1.2 standing | person 1.7 standing | man 1.8 standing
  | woman 1.7 standing | older person 1.6 standing | old man 1.65 standing | old woman 1.6 standing | baby .7 standing
  | man: beard 1.8 standing | man: white hair 1.7 standing | woman: white hair 1.6 standing
  | man: red hair 1.8 standing | woman: red hair 1.7 standing | woman: curly hair 1.7 standing
  | man: curly hair 1.8 standing
  | student 1.5 robed | judge 1.7 robed | farmer 1.7 robed | cook 1.7 robed | mechanic 1.7 robed
  | office worker 1.7 robed | scientist 1.7 robed | singer 1.7 robed | artist 1.7 robed | pilot 1.7 robed
  | astronaut 1.8 robed | firefighter 1.7 robed | police officer 1.7 robed | detective 1.7 robed | guard 1.7 robed
  | ninja 1.7 robed | construction worker 1.7 robed | person with crown 1.7 standing | prince 1.7 standing
  | princess 1.7 standing
  | Santa Claus 1.8 robed | mage 1.8 robed | woman mage 1.8 robed | man mage 1.8 robed | vampire 1.8 robed
  | elf 1.7 robed
  | health worker 1.7 robed | person in tuxedo 1.8 robed | person with veil 1.7 robed
  | person walking 1.7 | man walking 1.8 | woman walking 1.7 | person running 1.7 | man running 1.8
  | woman running 1.7
  | ballet dancer 1.7 | woman dancing 1.7 | man dancing 1.8 | person in lotus position 1.1 | person juggling 1.7
  | person biking 1.9 | horse racing 2.4 | person climbing 1.7 | person kneeling 1.2 | people hugging 1.7
  | woman and man holding hands 1.7 | women holding hands 1.7 | men holding hands 1.7 | person cartwheeling 1.7
  | person fencing 1.7 | person golfing 1.7 | man with white cane 1.7 | skier 1.7 | snowboarder 1.7 | genie 2
  | hot beverage .16 | teacup without handle .14 | open book .3 | books .3 | wrapped gift .3 | light bulb .16
  | red apple .12 | birthday cake .35 | bread .25 | old key .14 | envelope .22 | crown .25 | bouquet .5
  | cherry blossom .2 | white flower .2 | lotus .3 | rose .6 | hibiscus .3 | sunflower 1.2 | blossom .2
  | tulip .6 | hyacinth .5 | seedling .3 | potted plant .7 | evergreen tree 6 | deciduous tree 6 | palm tree 6
  | leafless tree 6 | cactus 2.2 | sheaf of rice .9 | herb .3 | shamrock .2 | four leaf clover .2 | maple leaf .25
  | fallen leaf .25 | mushroom .35 | brown mushroom .3 | rock 1 | wood .8 | volcano 60 | mount fuji 60
  | stadium 30 | classical building 14 | hut 4 | houses 7 | derelict house 6 | house 6 | house with garden 6
  | office building 26 | post office 10 | hospital 16 | bank 12 | hotel 18 | school 14 | factory 16 | castle 18
  | Japanese castle 18 | convenience store 8 | department store 16 | Tokyo tower 40 | Statue of Liberty 34 | church 14
  | mosque 14 | hindu temple 14 | synagogue 12 | shinto shrine 8 | fountain 3 | tent 2.4 | circus tent 9
  | carousel horse 2 | playground slide 2.4 | ferris wheel 18 | roller coaster 18 | barber pole 2 | locomotive 4
  | railway car 4 | high-speed train 4 | bullet train 4 | tram car 4 | tram 3.6 | bus 4 | trolleybus 4 | minibus 3
  | ambulance 3 | fire engine 4 | police car 2.4 | taxi 2.4 | automobile 2.4 | sport utility vehicle 2.4
  | pickup truck 2.8 | delivery truck 3.6 | articulated lorry 5 | tractor 3 | racing car 2.6 | motorcycle 1.9
  | motor scooter 1.7 | auto rickshaw 2.2 | bicycle 1.7 | kick scooter 1 | skateboard .8 | horizontal traffic light 1
  | vertical traffic light 2 | stop sign 2 | bus stop 2.4 | anchor 1 | snowman 1.8 | snowman without snow 1.8
  | fire .9 | jack-o-lantern .5 | Christmas tree 4 | tanabata tree 4 | pine decoration 1.4 | Japanese dolls .6
  | teddy bear .5 | sled 1 | goal net 2.4 | soccer ball .25 | basketball .25 | umbrella on ground 1.6
  | beach with umbrella 3 | moai 4 | headstone 1.2 | coffin 1.6 | treasure chest .7 | bed 2 | couch and lamp 2
  | chair 1 | door 2 | bathtub 1.6 | ladder 2 | shopping cart 1.1 | postbox 1.2
  | closed mailbox with raised flag 1.1 | wind chime .6 | troll 2 | zombie 1.8 | ghost 1.4 | alien 1.3 standing
  | ogre 2 standing | goblin 1.3 standing | harp 1.4 | drum .5 | guitar 1 | violin .6 | saxophone .8
  | trumpet .6 | accordion .5 | window 1.4 | lighthouse 16 | mantelpiece clock .5 | spider web .6 | bucket .4
  | basket .5 | framed picture .8 | national park 12 | hot springs 2 | nesting dolls .3 | balance scale .8
  | telescope 1 | satellite antenna 3 | television .9 | candle .3 | red paper lantern .6 | diya lamp .2
  | mirror ball .6 | skull .3 | phoenix 1.6""",
    "sky": """full moon 0 | crescent moon 0 | first quarter moon 0 | new moon 0 | sun 0 | cloud 20 | rainbow 60
  | star 3
  | glowing star 3 | shooting star 6 | comet 8 | ringed planet 14 | globe showing Europe-Africa 14
  | globe showing Asia-Australia 14 | globe showing Americas 14 | cloud with lightning 20 | high voltage 6
  | fireworks 16 | milky way 30 | tornado 20 | airplane 7 | small airplane 5 | parachute 5 | satellite 6
  | snowflake 2 | sparkles 4""",
    "air": """bird .5 | black bird .6 | dove .5 | eagle 1 | bat .5 | butterfly .3 | honeybee .2 | fly .1
  | mosquito .1 | feather .2 | leaf fluttering in wind .3 | dragon 5 | fairy 1 | woman fairy 1 | man fairy 1
  | baby angel 1.2 | balloon 1 | kite 1.2 | helicopter 5 | rocket 7 | flying saucer 5 | aerial tramway 4
  | mountain cableway 4 | suspension railway 4 | carp streamer 2.4 | red heart 1 | sparkling heart 1 | two hearts 1
  | musical note .6 | musical notes .7 | musical score .8 | bubbles .5 | umbrella 1 | magic wand .5 | boomerang .5
  | person in suit levitating 1.8 | superhero 1.8 | flying disc .3 | cherry blossom .2 | firecracker .6
  | sparkler .5""",
    "perch": """owl .6 | parrot .6""",
    "float": """sailboat 7 | canoe 3 | speedboat 5 | passenger ship 14 | ferry 12 | motor boat 5 | ship 14 | swan 1.3
  | person rowing boat 3 | man rowing boat 3 | woman rowing boat 3 | person surfing 2 | ring buoy .8 | lotus .4
  | spouting whale 7 | desert island 9 | seal 1.6 | otter .9 | person swimming 1.6 | dolphin 2.4""",
    "water": """fish .5 | tropical fish .4 | blowfish .4 | shark 3 | octopus 1.2 | squid 1
  | jellyfish .7 | orca 5
  | spiral shell .2 | coral .7 | shrimp .15 | lobster .5 | oyster .2 | merman 1.9 | mermaid 1.9 | merperson 1.9
  | diving mask .4""",
}
"""Entries are ``name size [body]``."""


@cache
def natures() -> dict[str, Nature]:
    """The nature of every drawing that has one, by English name."""
    table: dict[str, Nature] = {}
    for home, entries in _TABLE.items():
        for entry in entries.split("|"):
            words = entry.split()
            body = words.pop() if words[-1] in ("sitting", "standing", "robed", "bust", "head") else ""
            table.setdefault(" ".join(words[:-1]), Nature(home, float(words[-1]), body))
    return table
