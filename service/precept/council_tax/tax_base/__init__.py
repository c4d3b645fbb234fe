"""The council tax base of a billing authority: from dwellings by band to band D equivalents that will be collected.

    question -> gather -> assess -> outcome

The chain is that of the council tax base return (the CTB form of each October), line by line. What the law says of it:

* England: Local Authorities (Calculation of Council Tax Base) (England) Regulations 2012 (SI 2012/2914). T = A x B: A is the
  sum over bands of ((H - Q + E + J) - Z) x F / G, with H chargeable dwellings, Q discounts, E premiums, J adjustments (dwellings
  charged in the band below for disabled relief among them), Z council tax support as dwellings, F / G the band's proportion to
  band D; B is the estimated collection rate. Where the Ministry of Defence pays for exempt (class O) dwellings, an amount is
  added to A x B, after the collection rate. The text of regulation 4 was not seen whole: item Z was, in a note of the Institute
  of Revenues Rating and Valuation, and the same form of rule stands in the older regulations (SI 2003/3012, SI 1995/2561).
* Wales: the Wales Regulations (SI 1995/2561 as amended, such as by SI 2004/3094): (H - Q + J) x F / G, premiums since 2016.
  Band I since 2005-06. No item for council tax reduction was seen: there support is not known to shrink the base.
* The law rounds nothing. The return states each band to one decimal, and that is what every published line 31 adds up from.
"""
