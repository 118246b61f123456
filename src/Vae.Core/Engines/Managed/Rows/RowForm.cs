namespace Vae.Core.Engines.Managed.Rows;

/// <summary>How the numbers of a single row lie between two layers: channel after channel, as rows are, or position after position with the channels of one side by side.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Positions">Numbers of each.</param>
/// <param name="Padded">Floats from a position to the next where positions come first; 0 where channels do.</param>
internal readonly record struct RowForm(int Channels, int Positions, int Padded = 0)
{
    public bool IsByChannel => Padded == 0;

    public int ChannelStride => IsByChannel ? Positions : 1;

    public int PositionStride => IsByChannel ? 1 : Padded;

    public int Length => IsByChannel ? Channels * Positions : Padded * Positions;

    /// <summary>A value a channel at every place of the form, and a default in the places of padding.</summary>
    public float[] Spread(Func<int, float> ofChannel)
    {
        var values = new float[Length];
        for (var channel = 0; channel < Channels; channel++)
        {
            var value = ofChannel(channel);
            for (var position = 0; position < Positions; position++)
            {
                values[(channel * ChannelStride) + (position * PositionStride)] = value;
            }
        }

        return values;
    }
}
