"""Invented names, units and posts of the demo county."""

CADRES = (
    "许文澜", "沈书宁", "邓思齐", "冯砚秋", "林若溪", "周颂安", "韩立川", "罗亦安", "唐清越", "吴嘉树",
    "谢云舟", "阮清禾", "季云帆", "席修远", "陆知行", "苏明远", "江予安", "顾承泽", "程一鸣", "秦书瑶",
    "白景明", "方知秋", "叶怀瑾", "宋清如", "魏子衿", "蒋行舟", "傅云谏", "姚望舒", "汤思源", "钟毓秀",
    "贺兰亭", "许文澜",
)  # fmt: skip
"""Thirty-two cadres beside `cadre` and `leader`; two of them share a name (重名), as happens."""

SENDING = (
    "云浦县发展和改革局", "云浦县经济和信息化局", "云浦县农业农村局", "云浦县商务局", "云浦县文化和旅游局",
    "云浦县住房和城乡建设局", "云浦县人力资源和社会保障局", "云浦县财政局",
)  # fmt: skip

TOWNSHIPS = ("石桥镇", "临湖镇", "云岭乡", "青山乡")
VILLAGES = ("柳湾村", "上坪村", "大塘村", "竹林村", "石门村", "清溪村")

OUTSIDE = (
    ("江州市", ("江州市商务局", "江州市发展改革委", "江州市农业农村局", "江州大学科技园"), "县外"),
    ("澜江县", ("白鹭镇", "澜江县经开区管委会"), "县外"),
    ("海陵市", ("海陵经开区管委会", "临港物流园管委会", "驻海陵招商组"), "省外"),
)
"""Other regions with their hosts, and the region band of the rate."""

POSTS = {
    "镇": ("副镇长", "党政办副主任", "经济发展办副主任"),
    "乡": ("副乡长", "党政办副主任", "乡村振兴办副主任"),
    "村": ("党支部副书记", "村主任助理"),
    "局": ("副局长", "办公室副主任", "招商科副科长", "产业发展科副科长"),
    "委": ("副主任", "综合科副科长", "产业发展科副科长"),
    "党校": ("办公室副主任", "教研室副主任"),
}
"""Posts by how a host's name ends; elsewhere those of a zone or a project."""
OF_A_ZONE = ("主任助理", "招商科副科长", "项目办副主任")


def post_at(host: str, number: int) -> str:
    """A post that a unit of this kind has."""
    ending = max((one for one in POSTS if host.endswith(one)), key=len, default="")
    posts = POSTS.get(ending, OF_A_ZONE)
    return f"{posts[number % len(posts)]}（挂职）"
